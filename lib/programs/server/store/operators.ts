/**
 * Who keeps order on a server. A running server notices a change at once.
 *
 * @module
 */
import { keyOf } from "../../../chat/user.ts";
import { EXIT } from "../../../errors/exit.ts";
import { ExpectedError } from "../../../errors/expected_error.ts";
import { OperatorTable } from "../../../store/operator_table.ts";
import { Store } from "../../../store/store.ts";

/** Makes a registered name an operator; returns the exit code. */
export function addOperator(file: string, name: string): number {
  return change(file, name, true, {
    done: "is an operator now",
    already: "is an operator already",
  });
}

/** Makes an operator an ordinary user; returns the exit code. */
export function removeOperator(file: string, name: string): number {
  return change(file, name, false, { done: "is no operator any more", already: "is no operator" });
}

/** Prints the names of all operators; returns the exit code. */
export function listOperators(file: string): number {
  using store = new Store(file, "read");
  for (const name of store.read(() => new OperatorTable(store).names)) console.log(name);
  return EXIT.done;
}

function change(
  file: string,
  name: string,
  isOperator: boolean,
  texts: { readonly done: string; readonly already: string },
): number {
  using store = new Store(file, "change");
  const operators = new OperatorTable(store);
  const account = store.read(() => operators.find(keyOf(name)));
  if (!account) {
    throw new ExpectedError(
      `Cannot change the rights of "${name}": nobody has registered that name`,
      { hint: "The user has to log in and write /register PASSWORD first." },
    );
  }
  const isChange = account.isOperator !== isOperator;
  if (isChange) store.write(() => operators.set(keyOf(name), isOperator));
  console.log(`"${account.name}" ${isChange ? texts.done : texts.already}`);
  return EXIT.done;
}
