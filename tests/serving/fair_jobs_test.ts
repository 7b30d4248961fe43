import assert from "node:assert/strict";
import { FairJobs } from "../../lib/serving/accounts/fair_jobs.ts";

/** Jobs that end one after the other, when the test says so. */
class Line {
  readonly started: string[] = [];
  readonly givenUp: string[] = [];
  readonly #running: PromiseWithResolvers<void>[] = [];

  constructor(readonly jobs: FairJobs) {}

  add(network: string, name: string, text = `${network} ${name}`): void {
    this.jobs.run(network, name, () => {
      this.started.push(text);
      const running = Promise.withResolvers<void>();
      this.#running.push(running);
      return running.promise.then(() => true);
    }).then((result) => {
      if (result === undefined) this.givenUp.push(text);
    });
  }

  /** Ends so many jobs, each of which makes room for the next. */
  async end(count: number): Promise<void> {
    for (; count > 0; count--) {
      this.#running.shift()!.resolve();
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
}

Deno.test("no more jobs run at once than may", async () => {
  const line = new Line(new FairJobs({ concurrency: 2, maxWaiting: 100 }));
  for (let count = 0; count < 5; count++) line.add("a", "ann");
  assert.equal(line.started.length, 2);
  await line.end(1);
  assert.equal(line.started.length, 3);
  await line.end(4);
  assert.equal(line.started.length, 5);
});

Deno.test("behind a thousand jobs of another network, a newcomer is next", async () => {
  const line = new Line(new FairJobs({ concurrency: 2, maxWaiting: 2000 }));
  for (let count = 0; count < 1000; count++) line.add("guesser", `name ${count % 10}`);
  line.add("honest", "ann");
  await line.end(2);
  assert(line.started.includes("honest ann"), line.started.join());
});

Deno.test("behind a thousand guesses at one name, another name of the network is next but one", async () => {
  const line = new Line(new FairJobs({ concurrency: 1, maxWaiting: 2000 }));
  for (let count = 0; count < 1000; count++) line.add("school", "ann");
  line.add("school", "bob");
  await line.end(2);
  assert.deepEqual(line.started, ["school ann", "school ann", "school bob"]);
});

Deno.test("if too many wait, the network with the most gives up its oldest", async () => {
  const line = new Line(new FairJobs({ concurrency: 1, maxWaiting: 4 }));
  line.add("few", "running");
  line.add("few", "ann");
  for (let count = 0; count < 5; count++) line.add("many", "bob", `many ${count}`);
  await line.end(1);
  assert.deepEqual(line.givenUp, ["many 0", "many 1"]);
  await line.end(4);
  assert.deepEqual(line.started, ["few running", "few ann", "many 2", "many 3", "many 4"]);
});

Deno.test("a job that fails makes room for the next", async () => {
  const jobs = new FairJobs({ concurrency: 1, maxWaiting: 4 });
  const failed = jobs.run("a", "ann", () => Promise.reject(new Error("no memory")));
  await assert.rejects(failed, /no memory/);
  assert.equal(await jobs.run("a", "ann", () => Promise.resolve(1)), 1);
});
