/** Events are hints: whatever happened, the answer is to look. One that is lost costs the time until the next look. */
export async function follow(events: AsyncIterable<unknown>, happened: () => void): Promise<void> {
  for await (const _event of events) happened();
}
