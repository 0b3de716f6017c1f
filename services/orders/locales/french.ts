/** Messages in French. */
export const french = {
  AUTH_NOT_AUTHENTICATED: "Connectez-vous d’abord : la requête ne contient aucun jeton.",
  AUTH_TOKEN_EXPIRED: "Le jeton a expiré.",
  AUTH_TOKEN_INVALID: "Le jeton n’est pas valide.",
  AUTH_TOKEN_INVALID_FORMAT: "Le jeton est mal formé.",
  AUTH_FORBIDDEN: "Cette opération demande la permission {requiredScope}.",
  VALIDATION_FAILED: "La requête n’est pas valide.",
  VALIDATION_IDEMPOTENCY_KEY_INVALID: "La clé d’idempotence ne peut pas être utilisée.",
  REQUEST_IN_PROGRESS: "La première requête avec cette clé d’idempotence est encore en cours.",
  SECRET_ALREADY_ROTATED:
    "Le secret a déjà été renouvelé. Il pourra l’être à nouveau lorsque l’ancien ne sera plus valide.",
  INVALID_PARAMETER: "Le paramètre {parameter} n’est pas valide.",
  ORDER_NOT_FOUND: "Commande introuvable.",
  ORDER_NOT_PENDING:
    "La commande n’est plus en attente : {status, select, uploaded {ses fichiers sont complets} other {son état est {status}}}.",
  ORDER_NOT_OWNER: "La commande appartient à une autre personne de ce compte.",
  ORDER_EXPIRED: "La commande a expiré.",
  ORDER_NOT_COMPLETED:
    "La commande n’a pas encore de résultat : {status, select, pending {elle attend des fichiers} uploaded {elle attend sa confirmation} confirmed {elle attend son traitement} processing {elle est en cours de traitement} other {son état est {status}}}.",
  ORDER_FILE_NOT_UPLOADED:
    "{required, plural, one {Le fichier de la commande manque} other {Des fichiers manquent : {uploaded, number} sur # reçus}}.",
  ORDER_ALREADY_CONFIRMED: "La commande est déjà confirmée.",
  ORDER_ALREADY_COMPLETED: "La commande est déjà terminée.",
  ORDER_ALREADY_FAILED:
    "La commande a échoué : {reason, select, cancelled {elle a été annulée} file_not_readable {un fichier est illisible} rows_not_valid {des lignes du tableau ne sont pas valides} quantity_exceeded {elle contient plus que prévu} other {une erreur s’est produite de notre côté}}.",
  ORDER_TYPE_NOT_MATCH: "Cela ne convient pas à une commande de type {orderType}.",
  ORDER_TYPE_CANT_DOWNLOAD: "Une commande de type {orderType} n’a pas de fichier à télécharger.",
  ORDER_TIMEOUT:
    "Le traitement a duré plus de {deadlineSec, plural, one {# seconde} other {# secondes}} et a été arrêté.",
  USAGE_LIMIT_EXCEEDED:
    "La formule {planId} permet {scope, select, orders_per_month {{limit, plural, one {# commande} other {# commandes}} par mois} uncharged_seconds_per_hour {{limit, number} s de traitement par heure pour les commandes qui échouent, expirent ou sont annulées} other {au plus {limit, number} par commande}}.",
  USAGE_NOT_ENOUGH:
    "La commande demande {required, plural, one {# unité} other {# unités}} ; {current, plural, =0 {il n’en reste aucune} one {il en reste #} other {il en reste #}} ce mois-ci.",
  PLAN_NOT_FOUND: "Formule introuvable.",
  TOKEN_NOT_FOUND: "Jeton introuvable.",
  WEBHOOK_NOT_FOUND: "Webhook introuvable.",
  PRECONDITION_FAILED: "Le fichier n’a pas l’ETag exigé par If-Match.",
  RANGE_NOT_SATISFIABLE: "La plage se trouve hors du fichier, qui compte {bytes, number} octets.",
  RATE_LIMIT_EXCEEDED: "Trop de requêtes. Réessayez dans {retryAfterSec, plural, one {# seconde} other {# secondes}}.",
  SERVER_INTERNAL_ERROR: "Erreur inattendue de notre côté. Réessayez plus tard.",
  MALFORMED_REQUEST: "La requête n’est pas du HTTP bien formé.",
  ROUTE_NOT_FOUND: "Aucune opération n’a ce chemin.",
  METHOD_NOT_ALLOWED: "Ce chemin n’accepte pas cette méthode.",
  NOT_ACCEPTABLE: "Aucun des types acceptés ne peut être envoyé.",
  REQUEST_TIMEOUT: "La requête n’est pas arrivée à temps.",
  LENGTH_REQUIRED: "La requête doit avoir un Content-Length.",
  BODY_TOO_LARGE: "Le corps de la requête est trop grand.",
  URI_TOO_LONG: "L’adresse est trop longue.",
  UNSUPPORTED_MEDIA_TYPE: "Ce type de contenu n’est pas accepté.",
  HEADERS_TOO_LARGE: "Les en-têtes de la requête sont trop grands.",
  REQUEST_CANCELLED: "La requête a été annulée.",
  NOT_IMPLEMENTED: "Cette méthode n’existe pas ici.",
  SERVICE_UNAVAILABLE: "Le service est momentanément indisponible.",
  OPERATION_TIMEOUT: "L’opération a pris trop de temps.",
};
