const MAX_SERVERS = 128;
/** How often in a row the page takes another server without a pause. */
const MAX_AT_ONCE = 3;
const ADDRESS = /^([a-z\d][\w.-]*|\[[\da-f:.]+\]):\d{1,5}$/i;

/** The servers of a cluster, of which the page takes another one when it loses its own. */
export class Servers {
  /** The WebSocket of the present server. */
  current;
  #first;
  /** @type {string[]} */
  #others = [];
  #atOnce = 0;
  /** Whether the server is in a cluster. */
  isClustered = false;

  constructor(url = "") {
    this.current = this.#first = url;
  }

  /** Takes the addresses that the present server has told, its own first. @param {string[]} addresses */
  learn(addresses) {
    this.isClustered = true;
    this.#others = addresses.slice(1, MAX_SERVERS).filter((it) => ADDRESS.test(it)).map(
      (address) => {
        const url = `${new URL(this.#first).protocol}//${address}/chat`;
        return URL.canParse(url) ? new URL(url).href : this.current;
      },
    ).filter((url) => url !== this.current);
  }

  /** Returns the servers in the order in which to try them. */
  order() {
    // Otherwise all pages of a server that has failed would come to the same one.
    const shuffled = this.#others.map((url) => ({ url, place: Math.random() }))
      .sort((one, other) => one.place - other.place).map(({ url }) => url);
    return [...new Set([...shuffled, this.current, this.#first])];
  }

  /** Reports whether to try the others without a pause. */
  startsAtOnce() {
    return this.#others.length > 0 && this.#atOnce++ < MAX_AT_ONCE;
  }

  /** Records that a session has lasted. */
  stable() {
    this.#atOnce = 0;
  }

  /** Records the server of the new connection. Returns what the user reads if it is another one. */
  use(url = "") {
    const lost = this.current;
    this.current = url;
    const text = `Lost the server at ${new URL(lost).host}: connected to ${new URL(url).host}`;
    return url === lost ? "" : text;
  }
}
