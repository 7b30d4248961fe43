import { type NatsAddress, siblingOf } from "./addresses.ts";

/** An IP address: certificates seldom have those. */
const IS_IP = /^[\d.]+$|:/;

/** The addresses to connect to: those that were given, and those that the NATS cluster tells. */
export class AddressPool {
  readonly #given: readonly NatsAddress[];
  /** The next one first. */
  #all: NatsAddress[];

  /** @param given In the order in which they are tried at first. */
  constructor(given: readonly NatsAddress[]) {
    this.#given = given;
    this.#all = [...given];
  }

  /** Returns each address once. The next round starts behind the last one that was taken. */
  *round(): Generator<NatsAddress> {
    for (const address of [...this.#all]) {
      this.#all.push(this.#all.shift()!);
      yield address;
    }
  }

  /**
   * Notes that a connection was lost.
   *
   * @param lost Its address, which is tried last.
   * @param told The addresses of all nodes of its NATS cluster, as `host:port`.
   */
  learn(lost: NatsAddress, told: readonly string[]): void {
    const isGiven = (hostPort: string) => this.#given.some((each) => each.hostPort === hostPort);
    const given = this.#all.filter(({ hostPort }) => isGiven(hostPort));
    const others = told.filter((hostPort) => !isGiven(hostPort))
      .map((hostPort) => siblingOf(lost, hostPort));
    const all = [...given, ...others].filter(({ hostPort }) => hostPort !== lost.hostPort);
    this.#all = [...all, lost];
  }

  /** Returns the name in the certificate of an address: a node known by its number has a given one. */
  tlsNameOf({ hostname }: NatsAddress): string {
    if (!IS_IP.test(hostname)) return hostname;
    if (this.#given.some((each) => each.hostname === hostname)) return hostname;
    return this.#given.find((each) => !IS_IP.test(each.hostname))?.hostname ?? hostname;
  }
}
