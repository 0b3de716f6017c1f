/** Finds codes by the place that recurs with each of them, on pages whose layout no reader knows. */
export { preferSlots } from "./prefer-slots.ts";
