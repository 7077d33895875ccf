/** How a completion script asks for words; not for people, so it is in no help. */
export const wordsCommand = '__words';
