/** Where the lab's own containers find the manager, on the networks it shares with them. */
export const managerAddress = 'http://lab-manager:8080';
