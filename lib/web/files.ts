/**
 * The files of the page, as the browser gets them. They are parts of the program, so a binary and a
 * checkout serve them alike, without reading anything and without a network.
 *
 * @module
 */
import { encodeText } from "../framing/encode_text.ts";
import { fnv1a } from "../framing/fnv1a.ts";
import chat from "./page/chat.js" with { type: "text" };
import index from "./page/index.html" with { type: "text" };
import style from "./page/style.css" with { type: "text" };

/** A file with its type and the tag by which a browser knows that it has not changed. */
export interface WebFile {
  readonly type: string;
  readonly body: Uint8Array;
  readonly tag: string;
}

/** The files by their paths. */
export const FILES: ReadonlyMap<string, WebFile> = new Map([
  ["/", file("text/html", index)],
  ["/style.css", file("text/css", style)],
  ["/chat.js", file("text/javascript", chat)],
]);

function file(type: string, text: string): WebFile {
  const tag = `"${fnv1a(text).toString(16)}-${text.length.toString(16)}"`;
  return { type: `${type}; charset=utf-8`, body: encodeText(text), tag };
}
