/**
 * What Deno itself costs: passes on what it reads, in the way of `floor.c`, without cutting it into
 * frames, decoding it or keeping an order. What is slower than this is ours; what this takes more than
 * the floor is the runtime's.
 *
 * @module
 */

/** A connection, and what waits for it. */
interface Peer {
  readonly conn: Deno.TcpConn;
  inRoom: boolean;
  isWriting: boolean;
  waiting: Uint8Array[];
}

const FRAME = 200;
const [SLASH, C, J] = [0x2f, 0x63, 0x6a];
const peers = new Set<Peer>();
let isFlushing = false;

function passOn(from: Peer, bytes: Uint8Array): void {
  for (const peer of peers) if (peer !== from && peer.inRoom) peer.waiting.push(bytes);
  if (isFlushing) return;
  isFlushing = true;
  queueMicrotask(() => {
    isFlushing = false;
    for (const peer of peers) flush(peer);
  });
}

function flush(peer: Peer): void {
  if (peer.isWriting || peer.waiting.length === 0) return;
  const [first] = peer.waiting;
  const bytes = peer.waiting.length === 1 ? first! : joined(peer.waiting);
  peer.waiting = [];
  peer.isWriting = true;
  write(peer, bytes);
}

function write(peer: Peer, bytes: Uint8Array): void {
  peer.conn.write(bytes).then((count) => {
    if (count < bytes.length) return write(peer, bytes.subarray(count));
    peer.isWriting = false;
    flush(peer);
  }, () => {});
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Does what the commands before the first message say. */
function command(peer: Peer, frame: Uint8Array): void {
  if (frame[0] !== SLASH) return;
  if (frame[1] === C || frame[1] === J) {
    peer.inRoom = true;
    passOn(peer, frame);
  } else {
    peer.waiting.push(frame);
    flush(peer);
  }
}

async function serve(conn: Deno.TcpConn): Promise<void> {
  conn.setNoDelay();
  const peer: Peer = { conn, inRoom: false, isWriting: false, waiting: [] };
  peers.add(peer);
  const buffer = new Uint8Array(32 * 1024);
  try {
    for (let count; (count = await conn.read(buffer)) !== null;) {
      const bytes = buffer.slice(0, count);
      if (peer.inRoom && bytes[0] !== SLASH) passOn(peer, bytes);
      else for (let at = 0; at < count; at += FRAME) command(peer, bytes.subarray(at, at + FRAME));
    }
  } finally {
    peers.delete(peer);
  }
}

const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
console.log(`listening on 127.0.0.1:${listener.addr.port}`);
for await (const conn of listener) serve(conn).catch(() => {});
