import type { JSX } from "hono/jsx/jsx-runtime";
import { maskSecrets } from "../../../server/index.ts";
import type { FailingWebhook } from "../console-data.ts";
import { type ConsoleContext, Count, DataTable, Layout, linkTo, Time } from "./parts/index.ts";

/** The receivers of webhooks that do not accept them. */
export function WebhooksPage(props: {
  readonly context: ConsoleContext;
  readonly webhooks: readonly FailingWebhook[];
}): JSX.Element {
  const { context, webhooks } = props;
  return (
    <Layout context={context} title="Webhooks" current="Webhooks">
      <h1 class="words">Webhooks</h1>
      <p class="title">Receivers that do not accept deliveries</p>
      {webhooks.length === 0 ? (
        <p>Every receiver has accepted its last delivery.</p>
      ) : (
        <DataTable
          label="Failing webhooks"
          head={["Tenant", "Receiver", "Webhook", "Failed deliveries", "Reason", "Last success (UTC)", "State"]}
          numbers={[3]}
          rows={webhooks.map(({ id, tenant, origin, failures, reason, lastSuccessAt, isDisabled }) => [
            <a class="mono id" href={linkTo(context, ["tenants", tenant])}>
              {tenant}
            </a>,
            originOf(origin),
            <span class="mono">{id}</span>,
            <Count of={failures} />,
            maskSecrets(reason),
            lastSuccessAt === null ? <span class="bad">never</span> : <Time at={lastSuccessAt} />,
            isDisabled ? <span class="bad">disabled</span> : "enabled",
          ])}
        />
      )}
    </Layout>
  );
}

/** The path of an address can be a secret, as that of a chat's webhook is. */
function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : "–";
}
