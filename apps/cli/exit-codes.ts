/** What a command says of its answer to the program that ran it: `findings` is an answer, `failed` is none. */
export const exitCodes = { nothing: 0, findings: 1, failed: 2 } as const;
