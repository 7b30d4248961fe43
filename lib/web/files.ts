/**
 * The files of the page, as the browser gets them. They are parts of the program, so a binary and a
 * checkout serve them alike, without reading anything and without a network.
 *
 * @module
 */
import { encodeText } from "../framing/encode_text.ts";
import { fnv1a } from "../framing/fnv1a.ts";
import blocks from "./page/blocks.js" with { type: "text" };
import chat from "./page/chat.js" with { type: "text" };
import client from "./page/client.js" with { type: "text" };
import commands from "./page/commands.js" with { type: "text" };
import composer from "./page/composer.js" with { type: "text" };
import connection from "./page/connection.js" with { type: "text" };
import conversation from "./page/conversation.js" with { type: "text" };
import history from "./page/history.js" with { type: "text" };
import lists from "./page/lists.js" with { type: "text" };
import logView from "./page/log_view.js" with { type: "text" };
import names from "./page/names.js" with { type: "text" };
import pulse from "./page/pulse.js" with { type: "text" };
import received from "./page/received.js" with { type: "text" };
import rows from "./page/rows.js" with { type: "text" };
import seen from "./page/seen.js" with { type: "text" };
import servers from "./page/servers.js" with { type: "text" };
import session from "./page/session.js" with { type: "text" };
import storage from "./page/storage.js" with { type: "text" };
import icon from "./page/icon.svg" with { type: "text" };
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
  ["/icon.svg", file("image/svg+xml", icon)],
  ["/blocks.js", file("text/javascript", blocks)],
  ["/chat.js", file("text/javascript", chat)],
  ["/client.js", file("text/javascript", client)],
  ["/commands.js", file("text/javascript", commands)],
  ["/composer.js", file("text/javascript", composer)],
  ["/connection.js", file("text/javascript", connection)],
  ["/conversation.js", file("text/javascript", conversation)],
  ["/history.js", file("text/javascript", history)],
  ["/lists.js", file("text/javascript", lists)],
  ["/log_view.js", file("text/javascript", logView)],
  ["/names.js", file("text/javascript", names)],
  ["/pulse.js", file("text/javascript", pulse)],
  ["/received.js", file("text/javascript", received)],
  ["/rows.js", file("text/javascript", rows)],
  ["/seen.js", file("text/javascript", seen)],
  ["/servers.js", file("text/javascript", servers)],
  ["/session.js", file("text/javascript", session)],
  ["/storage.js", file("text/javascript", storage)],
]);

/**
 * Returns a file without indentation, and without comments that have lines of their own: they are a fifth
 * of the page, and a browser does not read them. No text of the page has lines that start like them.
 */
function lean(text: string): string {
  return text.replace(/^ *(\/\*[^]*?\*\/|\/\/.*)\n|^ +/gm, "");
}

/** Prepares a file when a browser first asks for it: the server starts without that work. */
function file(type: string, source: string): WebFile {
  let prepared: Pick<WebFile, "body" | "tag"> | undefined;
  const prepare = () => {
    const text = lean(source);
    const tag = `"${fnv1a(text).toString(16)}-${text.length.toString(16)}"`;
    return prepared ??= { body: encodeText(text), tag };
  };
  return {
    type: `${type}; charset=utf-8`,
    get body() {
      return (prepared ?? prepare()).body;
    },
    get tag() {
      return (prepared ?? prepare()).tag;
    },
  };
}
