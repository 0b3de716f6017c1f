/** How many tenants share the load: at 120 requests a minute each, enough for the whole bench. */
const tenants = 400;

/** Opens the tenants of a bench. */
export async function eachTenant<Opened>(open: (name: string) => Promise<Opened>): Promise<readonly Opened[]> {
  const opened: Opened[] = [];
  for (let index = 0; index < tenants; index += 1) opened.push(await open(`Bench ${index}`));
  return opened;
}

/** Gives one after the other, from the start again after the last: the plain app works for as many tenants as the service. */
export function inTurn<Item>(items: readonly Item[]): () => Item {
  let index = 0;
  return () => {
    index = (index + 1) % items.length;
    return items[index] as Item;
  };
}
