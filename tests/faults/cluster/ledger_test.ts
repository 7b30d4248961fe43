import assert from "node:assert/strict";
import { Ledger } from "./ledger.ts";

/** Books in which ann and bob are in #tea, ann has sent three messages, and time is the test's. */
class Books {
  now = 1000;
  readonly ledger = new Ledger(() => this.now);
  readonly texts: string[];

  constructor() {
    for (const name of ["ann", "bob"]) {
      this.ledger.join(name, "#tea");
      this.ledger.arrive(name);
    }
    this.now++;
    this.texts = [1, 2, 3].map((number) => this.ledger.send("ann", "#tea", number));
    for (const text of this.texts) this.ledger.confirm(text);
  }

  bobReads(...numbers: number[]): void {
    for (const number of numbers) {
      this.ledger.read("bob", "ann", "#tea", this.texts[number - 1]!, "live");
    }
  }
}

Deno.test("messages that are read once and in order balance the books", () => {
  const books = new Books();
  books.bobReads(1, 2, 3);
  assert.deepEqual([books.ledger.missing, books.ledger.violations], [[], []]);
  assert.deepEqual(books.ledger.counts, { sent: 3, confirmed: 3, read: 3 });
});

/** By what goes wrong, how it happens, and how the books tell. */
const FAULTS: Readonly<Record<string, readonly [(books: Books) => void, RegExp]>> = {
  "a lost message": [
    (books) => books.bobReads(1, 3),
    /"ann to #tea: 2", sent .* 1 of 1 lack it: bob/,
  ],
  "a repeated message": [(books) => books.bobReads(1, 1, 2, 3), /"ann to #tea: 1" twice/],
  "messages out of order": [(books) => books.bobReads(1, 3, 2), /"ann to #tea: 2" behind number 3/],
  "an invented message": [({ ledger }) => {
    ledger.read("bob", "ann", "#tea", "ann to #tea: 4", "past");
  }, /"ann to #tea: 4" from ann to #tea, which nobody sent/],
  "a message from somebody else": [({ ledger, texts }) => {
    ledger.read("bob", "eve", "#tea", texts[0]!, "live");
  }, /from eve to #tea, which nobody sent/],
  "a refused message that is read": [({ ledger }) => {
    const text = ledger.send("bob", "#tea", 1);
    ledger.refuse(text);
    ledger.read("ann", "bob", "#tea", text, "live");
  }, /"bob to #tea: 1", which was refused/],
  "a message that is read and then refused": [({ ledger }) => {
    const text = ledger.send("bob", "#tea", 1);
    ledger.read("ann", "bob", "#tea", text, "live");
    ledger.refuse(text);
  }, /"bob to #tea: 1", which was refused/],
  "a lost private message": [(books) => {
    books.ledger.confirm(books.ledger.send("ann", "bob", 1));
  }, /"ann to bob: 1", sent .* 1 of 1 lack it: bob/],
};

for (const [what, [happen, expected]] of Object.entries(FAULTS)) {
  Deno.test(`the books tell of ${what}`, () => {
    const books = new Books();
    happen(books);
    const { violations, missing } = books.ledger;
    assert.match([...violations, ...missing].join("\n"), expected);
  });
}

Deno.test("an unconfirmed message may be lost or late, but not come twice", () => {
  const { ledger, texts } = new Books();
  const [first, second] = [4, 5].map((number) => ledger.send("ann", "#tea", number));
  ledger.confirm(second!);
  for (const text of [...texts, second!]) ledger.read("bob", "ann", "#tea", text, "live");
  assert.deepEqual([ledger.missing, ledger.violations], [[], []]);
  ledger.read("bob", "ann", "#tea", first!, "live");
  assert.deepEqual([ledger.violations, ledger.lateArrivals], [[], 1]);
  ledger.read("bob", "ann", "#tea", first!, "past");
  assert.equal(ledger.violations.length, 1);
});

Deno.test("a message need not reach a member who enters the channel after it was sent", () => {
  const books = new Books();
  books.bobReads(1, 2, 3);
  books.ledger.join("eve", "#tea");
  assert.deepEqual(books.ledger.missing, []);
  books.now++;
  books.ledger.confirm(books.ledger.send("ann", "#tea", 4));
  assert.match(books.ledger.missing.join(), /lack it: bob, eve/);
});

Deno.test("a private message need not reach a receiver who logs in after it was sent", () => {
  const books = new Books();
  books.bobReads(1, 2, 3);
  books.ledger.confirm(books.ledger.send("ann", "eve", 1));
  books.now += 100;
  books.ledger.arrive("eve");
  assert.deepEqual(books.ledger.missing, []);
});
