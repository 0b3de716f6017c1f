import type { Store } from "errata/store";
import { encryptStored, type SecretBox, type StoredSecret } from "../../shared/secrets/index.ts";

/** Webhooks that are read at a time. */
const batch = 500;

/** Encrypts the secrets of webhooks that no key or an earlier key has encrypted. */
export async function encryptWebhooks({ sql }: Store, secrets: SecretBox): Promise<void> {
  const current = `${secrets.prefix}%`;
  await encryptStored(
    secrets,
    () => sql<StoredSecret>`
      SELECT id, secret FROM orders_webhooks WHERE secret NOT LIKE ${current} ORDER BY id LIMIT ${batch}`,
    ({ id, secret }, sealed) => sql`
      UPDATE orders_webhooks SET secret = ${sealed} WHERE id = ${id} AND secret = ${secret}`,
  );
  await encryptStored(
    secrets,
    () => sql<StoredSecret>`
      SELECT id, old_secret AS secret FROM orders_webhooks WHERE old_secret NOT LIKE ${current} ORDER BY id LIMIT ${batch}`,
    ({ id, secret }, sealed) => sql`
      UPDATE orders_webhooks SET old_secret = ${sealed} WHERE id = ${id} AND old_secret = ${secret}`,
  );
}
