/** Whether two targets have a service in common, as far as their names tell: what is the lab's is everybody's. */
export const overlap = (one: string, other: string): boolean =>
  one === 'lab' || other === 'lab' || environment(one) === environment(other);

const environment = (target: string): string | undefined => target.split('-')[0];
