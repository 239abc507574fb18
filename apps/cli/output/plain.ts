/** Records are written by others: none may move the reader's cursor or rename the window. Control characters become dots. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
export const plain = (text: string): string => text.replace(/[\x00-\x1f\x7f-\x9f]/g, '·');
