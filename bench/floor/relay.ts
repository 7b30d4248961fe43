/**
 * A relay that shows the cost of Deno itself. Like `floor.c` it relays the bytes that it reads, but it
 * neither splits them into frames nor keeps an order. Parley's own cost is its distance to this relay;
 * the runtime's cost is the distance between this relay and the floor.
 *
 * @module
 */

/** A connection and its queue. */
interface Peer {
  readonly conn: Deno.TcpConn;
  inChannel: boolean;
  isWriting: boolean;
  queue: Uint8Array[];
}

const FRAME = 200;
const [SLASH, C, J] = [0x2f, 0x63, 0x6a];
const peers = new Set<Peer>();
let isFlushing = false;

function relay(from: Peer, bytes: Uint8Array): void {
  for (const peer of peers) if (peer !== from && peer.inChannel) peer.queue.push(bytes);
  if (isFlushing) return;
  isFlushing = true;
  queueMicrotask(() => {
    isFlushing = false;
    for (const peer of peers) flush(peer);
  });
}

function flush(peer: Peer): void {
  if (peer.isWriting || peer.queue.length === 0) return;
  const [first] = peer.queue;
  const bytes = peer.queue.length === 1 ? first! : joined(peer.queue);
  peer.queue = [];
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

/** Runs one of the commands that precede the first message. */
function runCommand(peer: Peer, frame: Uint8Array): void {
  if (frame[0] !== SLASH) return;
  if (frame[1] === C || frame[1] === J) {
    peer.inChannel = true;
    relay(peer, frame);
  } else {
    peer.queue.push(frame);
    flush(peer);
  }
}

async function serve(conn: Deno.TcpConn): Promise<void> {
  conn.setNoDelay();
  const peer: Peer = { conn, inChannel: false, isWriting: false, queue: [] };
  peers.add(peer);
  const buffer = new Uint8Array(32 * 1024);
  try {
    for (let count; (count = await conn.read(buffer)) !== null;) {
      const bytes = buffer.slice(0, count);
      if (peer.inChannel && bytes[0] !== SLASH) relay(peer, bytes);
      else {for (let at = 0; at < count; at += FRAME) {
          runCommand(peer, bytes.subarray(at, at + FRAME));
        }}
    }
  } finally {
    peers.delete(peer);
  }
}

const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
console.log(`listening on 127.0.0.1:${listener.addr.port}`);
for await (const conn of listener) serve(conn).catch(() => {});
