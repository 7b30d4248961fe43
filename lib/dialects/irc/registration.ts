/** What a client says before it is logged in. */
export interface Registration {
  nick: string | undefined;
  username: string | undefined;
  realName: string | undefined;
  password: string;
  /** The registered name that the client has proved to own, and its password. */
  account: string | undefined;
  accountPassword: string;
  /** What has come of a proof, in Base64; `undefined` while there is none. */
  saslResponse: string | undefined;
  /** Whether the client is choosing capabilities: the login waits for the end of that. */
  isNegotiating: boolean;
  /** The version of the negotiation that the client speaks, such as 302. */
  version: number;
}

/** Returns what is known of a client that has said nothing. */
export function newRegistration(): Registration {
  return {
    nick: undefined,
    username: undefined,
    realName: undefined,
    password: "",
    account: undefined,
    accountPassword: "",
    saslResponse: undefined,
    isNegotiating: false,
    version: 0,
  };
}
