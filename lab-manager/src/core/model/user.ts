export const roles = ['owner', 'admin', 'operator', 'scientist', 'viewer'] as const;
export type Role = (typeof roles)[number];

export interface User {
  id: string;
  email: string;
  name: string;
  role: Role;
  disabled: boolean;
  createdAt: number;
}

/** Not a person: a program of the lab's own that asks by a token which is good for little. */
export interface Program {
  id: 'dev-codelab';
  name: string;
  role: 'codelab';
}

/** Who asked is no user: what the journal and the status call them. */
export const codelabWords = 'the codelab';

export const codelabProgram: Program = { id: 'dev-codelab', name: 'codelab', role: 'codelab' };
