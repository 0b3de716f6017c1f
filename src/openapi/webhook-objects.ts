import type { Json } from "../contract/index.ts";
import type { WebhookDescription } from "./api-description.ts";
import { parametersIn } from "./operation-object.ts";
import { type SchemaComponents, toJsonSchema } from "./schema-components.ts";

/** Returns the OpenAPI objects of the requests that an API sends, by event. */
export function webhookObjects(
  components: SchemaComponents,
  webhooks: Readonly<Record<string, WebhookDescription>>,
): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    Object.entries(webhooks).map(([event, webhook]): [string, Json] => {
      const schema = components.add(toJsonSchema(webhook.body, "output", `payload of ${event}`), nameOf(event));
      const parameters = parametersIn("header", webhook.headers, `headers of ${event}`);
      const responses = Object.entries(webhook.responses).map(([status, description]): [string, Json] => [
        status,
        { description },
      ]);
      const post: Json = {
        operationId: `receive${nameOf(event)}`,
        summary: webhook.summary,
        ...(webhook.description === undefined ? {} : { description: webhook.description }),
        security: [],
        ...(parameters.length === 0 ? {} : { parameters }),
        requestBody: { required: true, content: { "application/json": { schema } } },
        responses: Object.fromEntries(responses),
      };
      return [event, { post }];
    }),
  );
}

/** Returns the name of an event's payload: `OrderReady` for `order.ready`. */
function nameOf(event: string): string {
  const words = event.match(/[A-Za-z0-9]+/g) ?? [];
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
