/**
 * Calls between a program and its workers: one at a time, each with one argument and one result.
 *
 * @module
 */

/** The functions that a worker offers, by name. */
// deno-lint-ignore no-explicit-any
export type WorkerFunctions = Record<string, (argument: any) => unknown>;

type Answer = { readonly result: unknown } | { readonly error: string };

/** Serves the calls that this worker receives. */
export function serveCalls(functions: WorkerFunctions): void {
  const worker = self as unknown as Worker;
  worker.onmessage = async ({ data: [name, argument] }: MessageEvent<[string, unknown]>) => {
    let answer: Answer;
    try {
      answer = { result: await functions[name]!(argument) };
    } catch (error) {
      answer = { error: String(error) };
    }
    worker.postMessage(answer);
  };
}

/** A worker that serves the functions `F`. */
export class CallableWorker<F extends WorkerFunctions> {
  readonly #worker: Worker;

  constructor(module: URL) {
    this.#worker = new Worker(module, { type: "module" });
  }

  /** Calls a function, and returns its result. */
  call<Name extends keyof F & string>(
    name: Name,
    argument?: Parameters<F[Name]>[0],
  ): Promise<Awaited<ReturnType<F[Name]>>> {
    return new Promise((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        if ("error" in data) reject(new Error(data.error));
        else resolve(data.result as Awaited<ReturnType<F[Name]>>);
      };
      this.#worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      this.#worker.postMessage([name, argument]);
    });
  }

  /** Ends the worker and closes its connections. */
  terminate(): void {
    this.#worker.terminate();
  }
}
