/**
 * Resolves in a later turn of the event loop, after others have been read. A session that has done
 * something costly handles no more input until then: a few bytes may ask for much.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
