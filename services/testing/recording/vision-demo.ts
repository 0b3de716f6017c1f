import type { WorkerPool } from "../../shared/worker-pool/index.ts";
import { openVision } from "../../vision/api.ts";
import { visionMigrations } from "../../vision/migrations.ts";
import { type ChatBehaviour, startChatServer } from "../chat-server.ts";
import { imagePool } from "../running-vision.ts";
import { bodyDeadlineMs, type DemoApi, demoApi } from "./demo-api.ts";
import { as, type Step } from "./scenario.ts";

/** Defines the demo of the vision API with these processes. */
export function visionDemoWith(pool: WorkerPool): DemoApi {
  return demoApi("vision", visionMigrations, async (environment) => ({
    api: await openVision({ ...environment, imagePool: pool, bodyDeadlineMs }),
    work: async () => undefined,
  }));
}

/** The demo of the vision API. */
export const visionDemo: DemoApi = visionDemoWith(imagePool);

/** Returns the demo with a provider that fails. */
export function visionDemoWithProvider(behaviour: ChatBehaviour): DemoApi {
  return demoApi("vision", visionMigrations, async (environment) => {
    const { url, key, model, always, stop } = await startChatServer();
    always(behaviour);
    const provider = { url, key, model, retries: 0 };
    const api = await openVision({ ...environment, imagePool, bodyDeadlineMs, provider, deadlineMs: 1_000 });
    return {
      api: {
        ...api,
        async stop() {
          await api.stop();
          await stop();
        },
      },
      work: async () => undefined,
    };
  });
}

/** A grey image of 8 by 8 pixels. */
const grey =
  "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAAU0lEQVR4nAFIALf/AAAECAwQFBgcACAkKCwwNDg8AEBESExQVFhcAGBkaGxwdHh8AICEiIyQlJicAKCkqKywtLi8AMDEyMzQ1NjcAODk6Ozw9Pj87yYfgYolgTcAAAAASUVORK5CYII=";

/** Uploads an image. */
export function uploadImage(
  account: string,
  note: string,
  base64: string = grey,
  headers: Readonly<Record<string, string>> = {},
): Step {
  const png = { "Content-Type": "image/png", ...headers };
  return as(account).send("POST", "/v1/images", { base64 }, { note, headers: png });
}

/**
 * A JPEG file of 8 by 8 pixels that is new in each run, because its comment is `{{uuid}}`: its characters are digits of base64
 * (RFC 4648, section 5), and its 36 digits are the 27 bytes of the comment.
 */
const newImage = `/9j//gAd{{uuid}}${"/9sAQwAQCwwODAoQDg0OEhEQExgoGhgWFhgxIyUdKDozPTw5Mzg3QEhcTkBEV0U3OFBtUVdfYmdoZz5NcXlwZHhcZWdj/9sAQwEREhIYFRgvGhovY0I4QmNjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2Nj/8AAEQgACAAIAwEiAAIRAQMRAf/EABUAAQEAAAAAAAAAAAAAAAAAAAAD/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/EABQBAQAAAAAAAAAAAAAAAAAAAAD/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCgAP/Z"}`;

/** Uploads an image that is not stored yet. */
export function uploadNewImage(note: string): Step {
  return as("lab").send(
    "POST",
    "/v1/images",
    { base64: newImage },
    { note, headers: { "Content-Type": "image/jpeg" } },
  );
}

/** Stores an image. @param name placeholder for its id */
export function storedImage(account: string, name: string = "imageId"): readonly Step[] {
  return [
    uploadImage(account, "stores an image, unless it is already stored"),
    as(account).get("/v1/images?limit=1", { note: "finds it", capture: { [name]: "/items/0/id" } }),
  ];
}

/** A PNG file whose pixels are missing. */
export const truncatedImage: string = Buffer.from(grey, "base64").subarray(0, 45).toString("base64");
