import type { JSX } from "hono/jsx/jsx-runtime";
import type { AccountBalance } from "../../console-data.ts";
import { Count, DataTable } from "./layout.tsx";

/** The balances of an account in one API. */
export interface ApiBalances {
  readonly api: string;
  readonly balances: readonly AccountBalance[];
}

/** The balances and limits of an account, with those that are almost used up marked. */
export function BalanceTable({ accounts }: { readonly accounts: readonly ApiBalances[] }): JSX.Element {
  const rows = accounts.flatMap(({ api, balances }) => balances.map((balance) => ({ api, ...balance })));
  return (
    <DataTable
      label="Balances and limits"
      head={["Balance", "API", "Left", "Held", "Limit", "State"]}
      numbers={[2, 3, 4]}
      rows={rows.map(({ api, ...balance }) => [
        balance.name,
        api,
        <Count of={balance.available} />,
        <Count of={balance.reserved} />,
        balance.limit === null ? "–" : <Count of={balance.limit} />,
        isAlmostUsedUp(balance) ? (
          <span class="bad">{balance.available === 0 ? "used up" : "almost used up"}</span>
        ) : (
          ""
        ),
      ])}
    />
  );
}

/** Returns whether at most a tenth of a limit is left, or nothing of a balance without a limit. */
export function isAlmostUsedUp({ available, limit }: AccountBalance): boolean {
  return limit === null ? available <= 0 : available * 10 <= limit;
}
