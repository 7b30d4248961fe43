/** Characters that a terminal obeys, or that reorder a line. No client may print them. */
export const UNSAFE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
