/** Events are hints: whatever happened, the answer is to look. One that is lost costs the time until the next look. */
export async function follow<T>(events: AsyncIterable<T>, happened: (event: T) => void): Promise<void> {
  for await (const event of events) happened(event);
}
