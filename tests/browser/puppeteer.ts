/**
 * The parts of the package `puppeteer-core` that the tests use. Its own types would bring another
 * version of Node's types into every check.
 *
 * @module
 */
import process from "node:process";

/** Functions that run in the page get and return what JSON can hold, and know nothing of the test. */
// deno-lint-ignore no-explicit-any -- as the package has it
type InPage = (...args: any[]) => unknown;

export interface Page {
  readonly keyboard: {
    type(text: string): Promise<void>;
    press(key: string): Promise<void>;
    down(key: string): Promise<void>;
    up(key: string): Promise<void>;
  };
  readonly accessibility: {
    snapshot(options: { interestingOnly: boolean }): Promise<AccessibleNode | null>;
  };
  on(event: "pageerror", handle: (error: unknown) => void): void;
  on(event: "console", handle: (message: { type(): string; text(): string }) => void): void;
  setDefaultTimeout(ms: number): void;
  setViewport(size: { width: number; height: number; deviceScaleFactor?: number }): Promise<void>;
  emulateMediaFeatures(features: { name: string; value: string }[]): Promise<void>;
  setJavaScriptEnabled(isEnabled: boolean): Promise<void>;
  goto(address: string): Promise<unknown>;
  reload(): Promise<unknown>;
  bringToFront(): Promise<void>;
  focus(selector: string): Promise<void>;
  waitForSelector(selector: string, options: { visible: boolean }): Promise<unknown>;
  waitForFunction(
    holds: InPage,
    options: { polling: number; timeout: number },
    ...args: unknown[]
  ): Promise<unknown>;
  evaluate<Run extends InPage>(
    run: Run,
    ...args: Parameters<Run>
  ): Promise<Awaited<ReturnType<Run>>>;
  screenshot(): Promise<Uint8Array<ArrayBuffer>>;
}

/** What a screen reader gets. */
export interface AccessibleNode {
  readonly role: string;
  readonly name?: string;
  readonly children?: readonly AccessibleNode[];
}

export interface Browser {
  createBrowserContext(): Promise<{ newPage(): Promise<Page> }>;
  close(): Promise<void>;
}

// Deno would fetch a package that it sees before the start, whichever tests are wanted.
const PACKAGE: string = "puppeteer-core";

/** Connects to a browser that listens for its debugger at this address. */
export async function connectTo(browserWSEndpoint: string): Promise<Browser> {
  const { connect } = await load();
  return await connect({ browserWSEndpoint });
}

/** Loads the package, which reads variables of the environment that the tests may not read. */
async function load(): Promise<{ connect(options: object): Promise<Browser> }> {
  const env = Object.getOwnPropertyDescriptor(process, "env")!;
  Object.defineProperty(process, "env", { value: {}, configurable: true });
  try {
    return await import(PACKAGE);
  } finally {
    Object.defineProperty(process, "env", env);
  }
}
