/**
 * Who goes first when the machine's memory runs out. The kernel ends the process with the highest sum of this number and of
 * what it uses, as thousandths of all memory: a number says how much more of the machine another may use before it goes first.
 * So all of dev, however small, stands 500 above a task of prod: it goes before one that uses up to half of the machine. A task
 * of prod that eats more than that is what brought the machine down, and goes itself. All of prod stands 100 above what holds the
 * lab together, the edge and the manager, which use less than a tenth of any machine worth a lab; they stand at 0
 * (docker-compose.base.yml), since not every engine may give less. Within an environment size decides as much as the order.
 * Tasks raise their own by 150, to 1000 at most (labstead_core, runner/limits.py), so that they go before their server.
 */
const order = {
  // What proves a snapshot, or writes out a database that is stopped, can be begun anew.
  scratch: 960,
  'dev-testdb': 950,
  // What bricks declare: their apps and databases.
  'dev-brick-app': 900,
  'dev-glab': 850,
  'dev-codelab': 830,
  'dev-brick-db': 810,
  'dev-db': 800,
  'biota-build': 250,
  'prod-brick-app': 200,
  'prod-glab': 150,
  'biota-db': 120,
  'prod-brick-db': 110,
  'prod-db': 100,
  front: 100,
  // Not given here: docker-compose.base.yml starts these two.
  edge: 0,
  'lab-manager': 0,
} as const;

export type OrderedService = keyof typeof order;

export function oomScoreAdjust(service: OrderedService): number {
  return order[service];
}
