export const roles = ['viewer', 'operator', 'admin'] as const;
export type TokenRole = (typeof roles)[number];
