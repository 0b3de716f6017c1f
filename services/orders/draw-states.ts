import {
  callerOperations,
  callerTable,
  isState,
  type Operation,
  ownOperations,
  rowOf,
  states,
} from "./state-machine.ts";

/** Draws the life of an order, for the README: the transitions as a Mermaid diagram, then every operation and state as a table. */
export function drawStates(): string {
  return `${diagram()}\n\n${table()}`;
}

function diagram(): string {
  const operations: readonly Operation[] = [...callerOperations, ...ownOperations];
  const labels = new Map<string, Operation[]>();
  for (const operation of operations) {
    for (const from of states) {
      const to = rowOf(operation)[from];
      if (!isState(to) || to === from) continue;
      const arrow = `  ${from} --> ${to}`;
      labels.set(arrow, [...(labels.get(arrow) ?? []), operation]);
    }
  }
  const arrows = [...labels].map(([arrow, names]) => `${arrow}: ${names.join(", ")}`);
  return ["```mermaid", "stateDiagram-v2", "  [*] --> pending: create", ...arrows, "```"].join("\n");
}

function table(): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const head = line(["state", ...callerOperations]);
  const rows = states.map((state) => {
    const cells = callerOperations.map((operation) => {
      const outcome = callerTable[operation][state];
      if (!isState(outcome)) return `\`${outcome}\``;
      return outcome === state ? "done" : `→ **${outcome}**`;
    });
    return line([`**${state}**`, ...cells]);
  });
  return [head, line(["---", ...callerOperations.map(() => "---")]), ...rows].join("\n");
}
