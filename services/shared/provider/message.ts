/** A piece of a message: text, or an image as a data URL such as `data:image/png;base64,…`. */
export type MessagePart =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "image_url";
      readonly image_url: { readonly url: string; readonly detail?: "low" | "high" | "auto" };
    };

/** One message of a conversation, as chat-completions endpoints take it. */
export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string | readonly MessagePart[];
}
