import { defineHandler } from "nitro/h3";
import { shop } from "../../shop.ts";

export default defineHandler(() => {
  throw shop.error.ORDER_NOT_FOUND();
});
