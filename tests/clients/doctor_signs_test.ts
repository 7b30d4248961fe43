import assert from "node:assert/strict";
import { certificateFinding } from "../../lib/clients/doctor/certificate_finding.ts";
import { verdictOn } from "../../lib/clients/doctor/login_check.ts";
import { othersFinding } from "../../lib/clients/doctor/peers_check.ts";
import { connectionFinding } from "../../lib/clients/doctor/server_check.ts";
import type { Attempt } from "../../lib/clients/doctor/server_connection.ts";
import {
  isBehindWslNat,
  type Machine,
  mayLackLocalNetwork,
} from "../../lib/clients/doctor/signs.ts";
import { checkSystem } from "../../lib/clients/doctor/system_check.ts";
import { PASSWORD_TEXTS } from "../../lib/dialects/login.ts";

const LO = { address: "127.0.0.1", netmask: "255.0.0.0" };
const NAME_SERVER = { address: "10.255.255.254", netmask: "255.255.255.255" };
const NAT = { address: "172.29.14.7", netmask: "255.255.240.0" };
const LAN = { address: "192.168.1.20", netmask: "255.255.255.0" };
const DOCKER = { address: "172.17.0.1", netmask: "255.255.0.0" };
const WSL2 = "5.15.167.4-microsoft-standard-WSL2";

const MACHINES: readonly (readonly [name: string, Machine, isBehindNat: boolean])[] = [
  ["WSL 2 by default", { os: "linux", release: WSL2, interfaces: [LO, NAT] }, true],
  [
    "WSL 2 with the name server of Windows",
    { os: "linux", release: WSL2, interfaces: [LO, NAME_SERVER, NAT] },
    true,
  ],
  [
    "WSL 2 with an own kernel",
    { os: "linux", release: "6.6.0-Microsoft-custom-WSL2+", interfaces: [LO, NAT] },
    true,
  ],
  ["WSL 2, mirrored", { os: "linux", release: WSL2, interfaces: [LO, NAME_SERVER, LAN] }, false],
  ["WSL 2 without a network", { os: "linux", release: WSL2, interfaces: [LO] }, false],
  ["WSL 1", { os: "linux", release: "4.4.0-19041-Microsoft", interfaces: [LO, NAT] }, false],
  ["Linux in such a network", { os: "linux", release: "6.8.0-49", interfaces: [LO, NAT] }, false],
  ["Linux with Docker", { os: "linux", release: "6.8.0-49", interfaces: [LO, DOCKER] }, false],
  ["an unknown release", { os: "linux", release: "", interfaces: [LO, NAT] }, false],
  ["macOS", { os: "darwin", release: "24.1.0", interfaces: [LO, NAT] }, false],
  ["Windows", { os: "windows", release: "10.0.22631", interfaces: [LO, NAT] }, false],
];

Deno.test("the doctor tells WSL 2 behind NAT from all other machines", () => {
  for (const [name, machine, isBehindNat] of MACHINES) {
    assert.equal(isBehindWslNat(machine), isBehindNat, name);
    const findings = checkSystem(machine);
    assert.deepEqual(findings.map(({ result }) => result), isBehindNat ? ["failed"] : [], name);
  }
});

const NO_ROUTE_ON_MAC = new Error("No route to host (os error 65)");

Deno.test("only macOS hides the local network behind an error of its own", () => {
  const cases = [
    ["darwin", NO_ROUTE_ON_MAC, true],
    ["darwin", new Error("No route to host (os error 65): send"), true],
    ["darwin", new Error("Network is down (os error 50)"), false],
    ["darwin", new Deno.errors.ConnectionRefused("Connection refused (os error 61)"), false],
    ["linux", new Error("Package not installed (os error 65)"), false],
    ["darwin", undefined, false],
  ] as const;
  for (const [os, error, expected] of cases) {
    assert.equal(mayLackLocalNetwork({ os }, error), expected, `${os}: ${error}`);
  }
});

Deno.test("the doctor says which machines it heard, and what nobody's answer may mean", () => {
  const cases = [
    [["10.0.0.3", "10.0.0.2"], ["10.0.0.2"], "ok", /^Heard other machines: 10.0.0.2, 10.0.0.3$/],
    [["10.0.0.2"], [], "ok", /^Heard other machines: 10.0.0.2$/],
    [[], [], "note", /^Nobody answered within 3 s$/],
    [[], ["10.0.0.3", "10.0.0.2"], "failed", /^Heard 10.0.0.2, 10.0.0.3 only .*IGMP snooping/],
    [["10.0.0.2"], ["10.0.0.2", "10.0.0.3"], "failed", /^Heard 10.0.0.3 only .*IGMP snooping/],
  ] as const;
  for (const [filtered, unfiltered, result, text] of cases) {
    const heard = {
      filtered: new Set<string>(filtered),
      unfiltered: new Set<string>(unfiltered),
    };
    const finding = othersFinding(heard, 3, { os: "linux" });
    assert.equal(finding.result, result);
    assert.match(finding.text, text);
    assert.doesNotMatch(finding.advice ?? "", /macOS/);
  }
  const nobody = { filtered: new Set<string>(), unfiltered: new Set<string>() };
  assert.match(othersFinding(nobody, 3, { os: "darwin" }).advice!, /Local Network/);
});

Deno.test("the advice on a failed connection fits its reason", () => {
  const at = (address: string, error?: unknown): Attempt => ({ address, error });
  const refused = new Deno.errors.ConnectionRefused("Connection refused (os error 111)");
  const timeout = new DOMException("Signal timed out.", "TimeoutError");
  const unreachable = new Deno.errors.NetworkUnreachable("Network is unreachable (os error 101)");
  const v4 = "10.0.0.2";
  const v6 = "fd00::2";
  const cases = [
    [[at(v4)], "ok", "10.0.0.2:7 accepts connections", undefined],
    [[at(v4), at(v6)], "ok", "10.0.0.2:7 and [fd00::2]:7 accept connections", undefined],
    [
      [at(v4), at(v6, refused)],
      ...["note", "10.0.0.2:7 accepts connections, but not [fd00::2]:7: connection refused"],
      /--address/,
    ],
    [
      [at(v4, refused)],
      ...["failed", "Cannot connect to 10.0.0.2:7: connection refused"],
      /^Start the server there on port 7/,
    ],
    [
      [at(v4, timeout)],
      ...["failed", "Cannot connect to 10.0.0.2:7: no answer within 3 s"],
      /firewall .* TCP port 7$/,
    ],
    [
      [at(v4, unreachable), at(v6, refused)],
      "failed",
      "Cannot connect to 10.0.0.2:7: network is unreachable; [fd00::2]:7: connection refused",
      /same network/,
    ],
    [
      [at(v4, NO_ROUTE_ON_MAC)],
      ...["failed", "Cannot connect to 10.0.0.2:7: no route to host"],
      /Local Network/,
    ],
  ] as const;
  for (const [attempts, result, text, advice] of cases) {
    const finding = connectionFinding(attempts, 7, { os: "darwin" });
    assert.deepEqual([finding.result, finding.text], [result, text]);
    if (advice instanceof RegExp) assert.match(finding.advice!, advice);
    else assert.equal(finding.advice, undefined);
  }
});

Deno.test("the doctor says when a certificate ends, and how to connect", () => {
  const now = Date.parse("2026-11-25T12:00:00Z");
  const whole = {
    validFrom: Date.parse("2026-01-01T00:00:00Z"),
    validTo: Date.parse("2027-01-01T12:00:00Z"),
    ...{ fingerprint: "AB:CD", isTrusted: false },
  };
  const cases = [
    [whole, "ok", /ends on 2027-01-01, in 37 days$/, /--tls-fingerprint AB:CD /],
    [{ ...whole, isTrusted: true }, "ok", /in 37 days$/, /--tls$/],
    [{ ...whole, validTo: Date.parse("2026-11-26T13:00Z") }, "note", /in 1 day$/, /^Renew/],
    [{ ...whole, validTo: Date.parse("2026-11-25T13:00Z") }, "note", /in 0 days$/, /^Renew/],
    [{ ...whole, validTo: now }, "failed", /expired on 2026-11-25$/, /^Renew/],
    [{ ...whole, validFrom: now + 1 }, "failed", /not valid before 2026-11-25$/, /clocks/],
  ] as const;
  for (const [facts, result, text, advice] of cases) {
    const finding = certificateFinding(facts, now);
    assert.equal(finding.result, result);
    assert.match(finding.text, text);
    assert.match(finding.advice!, advice);
  }
});

Deno.test("the doctor understands every kind of answer to a login", () => {
  const message = (action: string, body: string | string[]) =>
    JSON.stringify({ action, source: "server", destination: "", body });
  const cases = [
    [message("welcome", ""), "ok", /answers a login in 4 ms$/],
    [message("refused", PASSWORD_TEXTS["password-missing"]), "ok", /asks for a password$/],
    [message("refused", "The server is full"), "failed", /refuses a login: The server is full$/],
    [message("refused", ["a", "b"]), "failed", /refuses a login: a, b$/],
    ["BAD-RQST-HDR", "ok", /in the direct dialect$/],
    ["HTTP/1.1 400 Bad Request", "failed", /another protocol/],
    ["{}", "failed", /another protocol/],
    ["", "failed", /closes the connection/],
  ] as const;
  for (const [line, result, text] of cases) {
    const verdict = verdictOn(line, 4);
    assert.equal(verdict.result, result, line);
    assert.match(verdict.text, text);
  }
});
