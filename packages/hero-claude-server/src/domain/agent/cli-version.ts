/** The version of the CLI that all of this was measured with. */
export const cliVersion = '2.1.329';
