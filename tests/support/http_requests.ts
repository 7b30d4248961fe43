const LONG = "x".repeat(300);

/** A body that logs a user in, in every dialect, and makes and deletes rooms. */
export const EVIL_BODY = "HELLO-FROM evil\nmakeroom evil\ndeleteroom lobby\n" +
  '{"action":"login","source":"evil","destination":"","body":""}\n' +
  "evil".padEnd(200) + "/create evil".padEnd(200);

/** First lines of HTTP requests, with what is unusual about them. */
export const REQUEST_LINES: readonly (readonly [request: string, note: string])[] = [
  ["GET / HTTP/1.1\r\n", "a page"],
  ["GET /\r\n", "of HTTP/0.9"],
  [`GET /${LONG} HTTP/1.1\r\n`, "a long target"],
  ["POST / HTTP/1.1\r\n", "with a body"],
  ["POST http://example.org/ HTTP/1.1\r\n", "as for a proxy"],
  ["OPTIONS * HTTP/1.1\r\n", "of no page"],
  ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "of HTTP/2"],
  ["PROPFIND /rooms HTTP/1.1\r\n", "of WebDAV"],
  ["CONNECT example.org:443 HTTP/1.1\r\n", "for a tunnel"],
  [`CONNECT ${LONG}:443 HTTP/1.1\r\n`, "for a tunnel to a long name"],
  ["BREW pot HTTP/1.0\n", "with a method that a page has made up"],
  [`BREW /${LONG} HTTP/1.1\r\n`, "such a method and a long target"],
  [`BREW /${"x".repeat(190)} HTTP/1.1\r\n`, "whose version is cut after 200 bytes"],
  ["patch / HTTP/1.1\r\n", "in small letters, as fetch() leaves them"],
  [`patch /${LONG} HTTP/1.1\r\n`, "in small letters, with a long target"],
  [`M-SEARCH ${LONG} HTTP/1.1\r\n`, "with a long target that is no path"],
  [`${LONG} / HTTP/1.1\r\n`, "with a method of 300 bytes"],
  ["HELLO-FROM / HTTP/1.1\r\n", "with a method that is a word of the direct dialect"],
  ["HELLO-FROM evil HTTP/1.1\r\n", "that looks like a login of the direct dialect"],
  [`HELLO-FROM /${LONG} HTTP/1.1\r\n`, "with such a word and a long target"],
  ["LIST / HTTP/1.1\r\n", "with another such word"],
  ["getdir / HTTP/1.1\r\n", "with a word of the directory"],
  ["get / http HTTP/1.1\n", "with a space in its target"],
  ["\r\nPOST / HTTP/1.1\r\n", "behind an empty line"],
  ["\n\r\n\nBREW / HTTP/1.1\r\n", "behind several empty lines"],
  ["\xef\xbb\xbfPOST / HTTP/1.1\r\n", "behind a byte order mark"],
  ["\xff\xfb\x1f\r\nPOST / HTTP/1.1\r\n", "behind telnet's negotiation"],
];

/** Encodes a text of bytes. */
export function latin1(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
