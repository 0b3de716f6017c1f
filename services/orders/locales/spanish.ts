/** Messages in Spanish. */
export const spanish = {
  AUTH_NOT_AUTHENTICATED: "Inicie sesión primero: la solicitud no lleva ningún token.",
  AUTH_TOKEN_EXPIRED: "El token ha caducado.",
  AUTH_TOKEN_INVALID: "El token no es válido.",
  AUTH_TOKEN_INVALID_FORMAT: "El token está mal formado.",
  AUTH_FORBIDDEN: "Esta operación necesita el permiso {requiredScope}.",
  VALIDATION_FAILED: "La solicitud no es válida.",
  VALIDATION_IDEMPOTENCY_KEY_INVALID: "La clave de idempotencia no se puede usar.",
  REQUEST_IN_PROGRESS: "La primera solicitud con esta clave de idempotencia todavía está en curso.",
  SECRET_ALREADY_ROTATED:
    "El secreto ya se ha renovado. Podrá renovarse de nuevo cuando el anterior deje de ser válido.",
  INVALID_PARAMETER: "El parámetro {parameter} no es válido.",
  ORDER_NOT_FOUND: "Pedido no encontrado.",
  ORDER_NOT_PENDING:
    "El pedido ya no está pendiente: {status, select, uploaded {sus archivos están completos} other {su estado es {status}}}.",
  ORDER_NOT_OWNER: "El pedido es de otra persona de esta cuenta.",
  ORDER_EXPIRED: "El pedido ha caducado.",
  ORDER_NOT_COMPLETED:
    "El pedido aún no tiene resultado: {status, select, pending {espera archivos} uploaded {espera su confirmación} confirmed {espera a ser procesado} processing {se está procesando} other {su estado es {status}}}.",
  ORDER_FILE_NOT_UPLOADED:
    "{required, plural, one {Falta el archivo del pedido} other {Faltan archivos: se han subido {uploaded, number} de #}}.",
  ORDER_ALREADY_CONFIRMED: "El pedido ya está confirmado.",
  ORDER_ALREADY_COMPLETED: "El pedido ya está terminado.",
  ORDER_ALREADY_FAILED:
    "El pedido ha fallado: {reason, select, cancelled {fue cancelado} file_not_readable {un archivo no se puede leer} rows_not_valid {hay filas de la tabla que no son válidas} quantity_exceeded {contiene más de lo pedido} other {se produjo un error por nuestra parte}}.",
  ORDER_TYPE_NOT_MATCH: "Esto no corresponde a un pedido de tipo {orderType}.",
  ORDER_TYPE_CANT_DOWNLOAD: "Un pedido de tipo {orderType} no tiene archivo que descargar.",
  ORDER_TIMEOUT: "El proceso duró más de {deadlineSec, plural, one {# segundo} other {# segundos}} y se detuvo.",
  USAGE_LIMIT_EXCEEDED:
    "El plan {planId} permite {scope, select, orders_per_month {{limit, plural, one {# pedido} other {# pedidos}} al mes} uncharged_seconds_per_hour {{limit, number} s de procesamiento por hora para pedidos que fallan, se agotan o se cancelan} other {como máximo {limit, number} por pedido}}.",
  USAGE_NOT_ENOUGH:
    "El pedido necesita {required, plural, one {# unidad} other {# unidades}}; este mes {current, plural, =0 {no queda ninguna} one {queda #} other {quedan #}}.",
  PLAN_NOT_FOUND: "Plan no encontrado.",
  TOKEN_NOT_FOUND: "Token no encontrado.",
  WEBHOOK_NOT_FOUND: "Webhook no encontrado.",
  PRECONDITION_FAILED: "El archivo no tiene el ETag que exige If-Match.",
  RANGE_NOT_SATISFIABLE: "El rango queda fuera del archivo, que tiene {bytes, number} bytes.",
  RATE_LIMIT_EXCEEDED:
    "Demasiadas solicitudes. Vuelva a intentarlo en {retryAfterSec, plural, one {# segundo} other {# segundos}}.",
  SERVER_INTERNAL_ERROR: "Error inesperado por nuestra parte. Vuelva a intentarlo más tarde.",
  MALFORMED_REQUEST: "La solicitud no es HTTP bien formado.",
  ROUTE_NOT_FOUND: "Ninguna operación tiene esta ruta.",
  METHOD_NOT_ALLOWED: "Esta ruta no admite este método.",
  NOT_ACCEPTABLE: "No se puede enviar ninguno de los tipos aceptados.",
  REQUEST_TIMEOUT: "La solicitud no llegó a tiempo.",
  LENGTH_REQUIRED: "La solicitud necesita un Content-Length.",
  BODY_TOO_LARGE: "El cuerpo de la solicitud es demasiado grande.",
  URI_TOO_LONG: "La dirección es demasiado larga.",
  UNSUPPORTED_MEDIA_TYPE: "Este tipo de contenido no se admite.",
  HEADERS_TOO_LARGE: "Las cabeceras de la solicitud son demasiado grandes.",
  REQUEST_CANCELLED: "La solicitud fue cancelada.",
  NOT_IMPLEMENTED: "Este método no existe aquí.",
  SERVICE_UNAVAILABLE: "El servicio no está disponible en este momento.",
  OPERATION_TIMEOUT: "La operación tardó demasiado.",
};
