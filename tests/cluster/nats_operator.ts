import { nkeys } from "@nats-io/nats-core";

type KeyPair = ReturnType<typeof nkeys.createUser>;

/** An operator of NATS with one account, and credentials files. */
export interface Operator {
  /** The part of a server's configuration that trusts the operator. */
  readonly config: string;
  /** The credentials of a user. */
  readonly user: string;
  /** Credentials that another operator has made. */
  readonly stranger: string;
}

/** Makes an operator, as `nsc` does. */
export function makeOperator(): Operator {
  const { operator, account, operatorToken, accountToken } = makeAccount();
  const system = nkeys.createAccount();
  const systemToken = token(operator, system, { type: "account", limits: ACCOUNT_LIMITS });
  return {
    config: `operator: ${operatorToken}
      system_account: ${system.getPublicKey()}
      resolver: MEMORY
      resolver_preload: {
        ${account.getPublicKey()}: ${accountToken}
        ${system.getPublicKey()}: ${systemToken}
      }`,
    user: credentials(account),
    stranger: credentials(makeAccount().account),
  };
}

const UNLIMITED = { subs: -1, data: -1, payload: -1 };
const ACCOUNT_LIMITS = { ...UNLIMITED, imports: -1, exports: -1, wildcards: true, conn: -1 };
const JETSTREAM = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };

function makeAccount() {
  const [operator, account] = [nkeys.createOperator(), nkeys.createAccount()];
  const limits = { ...ACCOUNT_LIMITS, ...JETSTREAM };
  return {
    operator,
    account,
    operatorToken: token(operator, operator, { type: "operator" }),
    accountToken: token(operator, account, { type: "account", limits }),
  };
}

function credentials(account: KeyPair): string {
  const user = nkeys.createUser();
  const seed = new TextDecoder().decode(user.getSeed());
  return `-----BEGIN NATS USER JWT-----
${token(account, user, { type: "user", ...UNLIMITED })}
------END NATS USER JWT------

************************* IMPORTANT *************************
-----BEGIN USER NKEY SEED-----
${seed}
------END USER NKEY SEED------
`;
}

/** Returns a JSON web token. */
function token(issuer: KeyPair, subject: KeyPair, nats: Record<string, unknown>): string {
  const encode = (part: unknown) => base64(new TextEncoder().encode(JSON.stringify(part)));
  const claims = {
    jti: crypto.randomUUID(),
    iat: Math.floor(Date.now() / 1000),
    iss: issuer.getPublicKey(),
    name: "test",
    sub: subject.getPublicKey(),
    nats: { version: 2, ...nats },
  };
  const signed = `${encode({ typ: "JWT", alg: "ed25519-nkey" })}.${encode(claims)}`;
  return `${signed}.${base64(issuer.sign(new TextEncoder().encode(signed)))}`;
}

function base64(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
