import { ClientAddresses } from "../../lib/net/client_addresses.ts";
import { Connection } from "../../lib/net/connection.ts";
import { Counters } from "../../lib/net/counters.ts";
import { FlushPass } from "../../lib/net/flush_pass.ts";
import { InternalErrors } from "../../lib/net/internal_errors.ts";
import { Rates } from "../../lib/net/rates.ts";
import type { ConnectionHandler } from "../../lib/net/session.ts";
import type { Shared } from "../../lib/net/shared.ts";
import { DEFAULT_LIMITS } from "../../lib/net/limits.ts";
import { lagLimits, SlowConsumers } from "../../lib/net/slow_consumers.ts";
import { ReadTurns } from "../../lib/net/read_turns.ts";
import { WriteQueue } from "../../lib/net/write_queue.ts";
import type { Status } from "../../lib/net/status.ts";
import type { Socket } from "../../lib/transport/socket.ts";
import { ManualClock } from "../support/manual_clock.ts";

const PEER = { hostname: "127.0.0.1", port: 1 };

/** The things that connections share, with a clock that tests move and all statuses kept. */
export class TestShared implements Shared {
  readonly clock = new ManualClock();
  readonly statuses: Status[] = [];
  readonly internalErrors = new InternalErrors(this.clock, (status) => this.onStatus(status));
  readonly flushPass = new FlushPass(this.internalErrors);
  readonly writeQueue = new WriteQueue(this.clock);
  readonly readTurns = new ReadTurns();
  readonly slowConsumers = new SlowConsumers(lagLimits(DEFAULT_LIMITS), this.clock);
  readonly counters = new Counters();
  readonly rates = new Rates(Infinity, () => this.clock.now());
  readonly closed: Connection[] = [];

  readonly beforeInput = undefined;

  beforeWrite(): void {}

  onStatus(status: Status): void {
    this.statuses.push(status);
  }

  onClosed(connection: Connection): void {
    this.closed.push(connection);
  }

  /** Opens a connection whose handler and socket do nothing except for the given parts. */
  open(
    socket: Partial<Socket>,
    handler: (connection: Connection) => Partial<ConnectionHandler> = () => ({}),
  ): Connection {
    const origin = { address: new ClientAddresses().add(PEER.hostname), isOverAddressLimit: false };
    return new Connection(
      { ...SILENT_SOCKET, ...socket },
      origin,
      (connection) => {
        const given = Object.getOwnPropertyDescriptors(handler(connection));
        return Object.defineProperties({ receive() {}, close() {}, onIdle() {} }, given);
      },
      this,
    );
  }
}

/** A socket whose peer sends nothing and takes everything. */
const SILENT_SOCKET: Socket = {
  remoteAddr: PEER,
  read: () => new Promise(() => {}),
  write: (bytes) => Promise.resolve(bytes.length),
  closeWrite: () => Promise.resolve(),
  close() {},
};
