/** Named places at which a test can make the manager die, as if the power had failed right there. */
export interface FailPoints {
  reach(name: string): void;
}
