import type { Departure } from "../chat/event.ts";
import type { Hub } from "../chat/hub.ts";
import { type Claim, LOCAL_NAMES, type NameRegistry } from "../chat/name_registry.ts";
import { isAddress, keyOf, type User } from "../chat/user.ts";
import type {
  LoginRequest,
  LoginResult,
  PasswordRefusal,
  RenameRefusal,
} from "../dialects/login.ts";
import { Refusal } from "../errors/refusal.ts";

/** Why a login is refused whose password does not admit it. */
export type RefusedPassword = PasswordRefusal | "name-registered" | "too-many-connections";

/** Checks the passwords of logins. */
export interface PasswordCheck {
  /** Whether a login needs a password, whatever the name. */
  readonly asksEverybody: boolean;
  /** Returns why a login is refused, if it is. May answer later. */
  check(
    request: Pick<LoginRequest, "name" | "password">,
    origin: LoginOrigin,
  ): RefusedPassword | undefined | Promise<RefusedPassword | undefined>;
  /** Reports whether a name is registered and has that password. Takes as long if it is not. */
  proves?(
    request: Pick<LoginRequest, "name" | "password">,
    origin: LoginOrigin,
  ): Promise<boolean>;
}

/** The names that belong to somebody, who has given the right password if the login gets that far. */
export interface OwnedNames {
  /** Returns something if the name is registered. */
  find(name: string): object | undefined;
  /** Reports whether a name looks like another one that is registered. */
  looksRegistered(name: string): boolean;
  /** Reports whether a name is registered, or looks like one that is. */
  isReserved(name: string): boolean;
}

/** Why a user does not get another name, if so. */
type RenameAnswer = RenameRefusal | undefined;

/** The facts about a connection that a login depends on. */
export interface LoginOrigin {
  /** The part of the client's address that stands for one client: see `clientNetwork`. */
  readonly network: string;
  /** The client's address. */
  readonly address?: string;
  /** Whether this network has more connections than it may. */
  readonly isOverAddressLimit: boolean;
  /** Resolves after so many milliseconds, or as soon as the connection ends. */
  pause(delayMs: number): Promise<void>;
}

const BAD_NAME = new Refusal("bad-name");
const NAME_TAKEN = new Refusal("name-taken");
const RESERVED = new Refusal("name-taken", "The name is registered or banned");
const TOO_MANY_CONNECTIONS = new Refusal("too-many-connections");

/** The maximum number of names that one login tries at the registry, which may refuse all of them. */
const MAX_CLAIMS = 1000;

/** Keeps names and addresses out. */
export interface BanCheck {
  refuseName(name: string): Refusal<"name-banned"> | undefined;
  refuseAddress(address: string): Refusal<"address-banned"> | undefined;
}

/** The options of an {@linkcode Admission}. */
export interface AdmissionOptions {
  readonly hub: Hub;
  /** Decides about names beyond this process. */
  readonly registry?: NameRegistry | undefined;
  /** Checks passwords, on servers that ask for some. */
  readonly guard?: PasswordCheck | undefined;
  /** The names that are registered. */
  readonly owned?: OwnedNames | undefined;
  /**
   * Ends the session of a user whose owner logs in again. Resolves once it has ended, if that is on
   * another server.
   */
  endSession?(user: User): Promise<void> | undefined;
  readonly bans?: BanCheck | undefined;
  /** Returns a promise if a user may just have left another server. It resolves once that is known. */
  checkUser?(user: User): Promise<void> | undefined;
}

const NOBODYS: OwnedNames = {
  find: () => undefined,
  looksRegistered: () => false,
  isReserved: () => false,
};

/** Decides whether a client may log in. With a local registry and a quick guard it answers at once. */
export class Admission {
  readonly #hub: Hub;
  readonly #registry: NameRegistry;
  readonly #guard: PasswordCheck | undefined;
  readonly #owned: OwnedNames;
  readonly #endSession: AdmissionOptions["endSession"];
  readonly #bans: BanCheck | undefined;
  readonly #checkUser: AdmissionOptions["checkUser"];

  constructor(options: AdmissionOptions) {
    const { hub, registry = LOCAL_NAMES, guard, owned = NOBODYS, endSession, bans } = options;
    this.#bans = bans;
    this.#checkUser = options.checkUser;
    this.#hub = hub;
    this.#registry = registry;
    this.#guard = guard;
    this.#owned = owned;
    this.#endSession = endSession;
  }

  /** Whether a login needs a password, whatever the name. */
  get asksForPassword(): boolean {
    return this.#guard?.asksEverybody ?? false;
  }

  /** Reports whether a login under a name needs a password of its own. */
  isRegistered(name: string): boolean {
    return this.#owned.find(name) !== undefined;
  }

  /** Logs a user in, unless there is a reason not to. */
  login(request: LoginRequest, origin: LoginOrigin): LoginResult | Promise<LoginResult> {
    // First of all: a connection that cannot log in must not help to guess the password.
    if (origin.isOverAddressLimit) return TOO_MANY_CONNECTIONS;
    const ban = origin.address === undefined
      ? undefined
      : this.#bans?.refuseAddress(origin.address);
    if (ban) return ban;
    // Before the name: without the password, a client learns nothing about names.
    const refusal = this.#guard?.check(request, origin);
    if (refusal instanceof Promise) {
      return refusal.then((code) => code ? new Refusal(code) : this.#loginByName(request, origin));
    }
    return refusal ? new Refusal(refusal) : this.#loginByName(request, origin);
  }

  /** Reports whether a name is registered and has that password. */
  async provesOwner(
    request: Pick<LoginRequest, "name" | "password">,
    origin: LoginOrigin,
  ): Promise<boolean> {
    return await this.#guard?.proves?.(request, origin) ?? false;
  }

  /** Returns the account of a registered name: the same object until it changes hands or its password. */
  accountOf(name: string): object | undefined {
    return this.#owned.find(name);
  }

  /**
   * Gives a user another name, unless there is a reason not to.
   *
   * @param proved The account that the user has proved to own.
   */
  rename(user: User, name: string, proved?: object): RenameAnswer | Promise<RenameAnswer> {
    if (keyOf(name) === keyOf(user.name)) return this.#hub.rename(user, name);
    if (this.#hub.isNameTaken(name)) return NAME_TAKEN;
    const isOwn = proved !== undefined && this.#owned.find(name) === proved;
    if (!isOwn && this.#owned.isReserved(name) || this.#bans?.refuseName(name)) return RESERVED;
    const former = user.name;
    const onClaim = (claim: Claim) => {
      if (claim) return claim;
      const refusal = this.#hub.rename(user, name);
      this.#registry.release(refusal ? name : former);
      return refusal;
    };
    const claim = this.#registry.claim(name);
    return claim instanceof Promise ? claim.then(onClaim) : onClaim(claim);
  }

  /** Logs a user out and gives the name back. */
  logout(user: User, departure?: Departure): void {
    this.#hub.logout(user, departure);
    this.#registry.release(user.name);
  }

  /** Returns a promise if somebody on another server has a name. It resolves once that is sure. */
  checkHolder(name: string): Promise<void> | undefined {
    const holder = this.#hub.users.get(keyOf(name)) ?? this.#hub.userByNick(name);
    return holder && this.#checkUser?.(holder);
  }

  #loginByName(
    request: LoginRequest,
    origin: LoginOrigin,
  ): LoginResult | Promise<LoginResult> {
    const checked = this.checkHolder(request.name);
    const logIn = () => this.#loginByCheckedName(request, origin);
    return checked ? checked.then(logIn) : logIn();
  }

  #loginByCheckedName(
    { name, onTaken, isLegal = false, suffixBase = name, introduce }: LoginRequest,
    { network }: LoginOrigin,
  ): LoginResult | Promise<LoginResult> {
    if (onTaken === "refuse" && !isLegal && !isAddress(name)) return BAD_NAME;
    const ban = this.#bans?.refuseName(name);
    if (ban) return ban;
    if (this.#owned.find(name)) {
      const earlier = this.#hub.users.get(keyOf(name));
      const ended = earlier && this.#endSession?.(earlier);
      if (ended) return ended.then(() => this.#claim(name, network, introduce));
    } else if (onTaken === "add-suffix") {
      return this.#loginWithSuffix(name, suffixBase, network);
    }
    return this.#claim(name, network, introduce);
  }

  #claim(
    name: string,
    network: string,
    introduce: LoginRequest["introduce"],
  ): LoginResult | Promise<LoginResult> {
    if (this.#hub.isNameTaken(name) || this.#owned.looksRegistered(name)) return NAME_TAKEN;
    const claim = this.#registry.claim(name);
    if (claim instanceof Promise) {
      return claim.then((claim) => claim ?? this.#loginClaimed(name, network, introduce));
    }
    return claim ?? this.#loginClaimed(name, network, introduce);
  }

  #loginWithSuffix(
    wanted: string,
    base: string,
    network: string,
  ): LoginResult | Promise<LoginResult> {
    const name = this.#hub.firstFreeName(wanted, base, (name) => this.#isKeptFrom(name));
    const claim = this.#registry.claim(name);
    if (claim === undefined) return this.#loginClaimed(name, network);
    return this.#claimWithSuffix(base, name, network, claim);
  }

  /** Tries suffix after suffix until the registry grants one that is still free here. */
  async #claimWithSuffix(
    base: string,
    name: string,
    network: string,
    claim: ReturnType<NameRegistry["claim"]>,
  ): Promise<LoginResult> {
    let suffix = 1;
    for (let claims = 1;; claims++) {
      const refusal = await claim;
      if (refusal?.code === "unavailable") return refusal;
      if (!refusal) {
        const user = this.#loginClaimed(name, network);
        if (!(user instanceof Refusal) || user.code !== "name-taken") return user;
      }
      if (claims === MAX_CLAIMS) return NAME_TAKEN;
      do name = `${base}_${++suffix}`; while (this.#isTaken(name));
      claim = this.#registry.claim(name);
    }
  }

  #isTaken(name: string): boolean {
    return this.#hub.isNameTaken(name) || this.#isKeptFrom(name);
  }

  /** Reports whether nobody may get a name as a suffixed one, although no user has it. */
  #isKeptFrom(name: string): boolean {
    return this.#owned.isReserved(name) || this.#bans?.refuseName(name) !== undefined;
  }

  #loginClaimed(
    name: string,
    network: string,
    introduce?: LoginRequest["introduce"],
  ): LoginResult {
    const user = this.#hub.login(name, network, introduce);
    if (user instanceof Refusal) this.#registry.release(name);
    return user;
  }
}
