/** Messages in German. */
export const german = {
  AUTH_NOT_AUTHENTICATED: "Bitte zuerst anmelden: Die Anfrage enthält kein Token.",
  AUTH_TOKEN_EXPIRED: "Das Token ist abgelaufen.",
  AUTH_TOKEN_INVALID: "Das Token ist ungültig.",
  AUTH_TOKEN_INVALID_FORMAT: "Das Token hat nicht die richtige Form.",
  AUTH_FORBIDDEN: "Dafür ist die Berechtigung {requiredScope} nötig.",
  VALIDATION_FAILED: "Die Anfrage ist ungültig.",
  VALIDATION_IDEMPOTENCY_KEY_INVALID: "Der Idempotenzschlüssel kann nicht verwendet werden.",
  REQUEST_IN_PROGRESS: "Die erste Anfrage mit diesem Idempotenzschlüssel läuft noch.",
  SECRET_ALREADY_ROTATED:
    "Das Secret wurde bereits erneuert. Es kann erst wieder erneuert werden, wenn das alte nicht mehr gültig ist.",
  INVALID_PARAMETER: "Der Parameter {parameter} ist ungültig.",
  ORDER_NOT_FOUND: "Auftrag nicht gefunden.",
  ORDER_NOT_PENDING:
    "Der Auftrag ist nicht mehr offen: {status, select, uploaded {Seine Dateien sind vollständig} other {Sein Stand ist {status}}}.",
  ORDER_NOT_OWNER: "Der Auftrag gehört einer anderen Person dieses Kontos.",
  ORDER_EXPIRED: "Der Auftrag ist abgelaufen.",
  ORDER_NOT_COMPLETED:
    "Der Auftrag hat noch kein Ergebnis: {status, select, pending {Er wartet auf Dateien} uploaded {Er wartet auf die Bestätigung} confirmed {Er wartet auf die Bearbeitung} processing {Er wird bearbeitet} other {Sein Stand ist {status}}}.",
  ORDER_FILE_NOT_UPLOADED:
    "{required, plural, one {Die Datei des Auftrags fehlt} other {Dateien fehlen: {uploaded, number} von # sind hochgeladen}}.",
  ORDER_ALREADY_CONFIRMED: "Der Auftrag ist bereits bestätigt.",
  ORDER_ALREADY_COMPLETED: "Der Auftrag ist bereits abgeschlossen.",
  ORDER_ALREADY_FAILED:
    "Der Auftrag ist gescheitert: {reason, select, cancelled {Er wurde abgebrochen} file_not_readable {Eine Datei ist nicht lesbar} rows_not_valid {Zeilen der Tabelle sind ungültig} quantity_exceeded {Er enthält mehr als bestellt} other {Auf unserer Seite ist ein Fehler aufgetreten}}.",
  ORDER_TYPE_NOT_MATCH: "Das passt nicht zu einem Auftrag der Art {orderType}.",
  ORDER_TYPE_CANT_DOWNLOAD: "Ein Auftrag der Art {orderType} hat keine Datei zum Herunterladen.",
  ORDER_TIMEOUT:
    "Die Bearbeitung dauerte länger als {deadlineSec, plural, one {# Sekunde} other {# Sekunden}} und wurde beendet.",
  USAGE_LIMIT_EXCEEDED:
    "Der Tarif {planId} erlaubt {scope, select, orders_per_month {{limit, plural, one {# Auftrag} other {# Aufträge}} im Monat} uncharged_seconds_per_hour {{limit, number} s Bearbeitung pro Stunde für Aufträge, die scheitern, zu lange dauern oder abgebrochen werden} other {höchstens {limit, number} je Auftrag}}.",
  USAGE_NOT_ENOUGH:
    "Der Auftrag braucht {required, plural, one {# Einheit} other {# Einheiten}}; in diesem Monat {current, plural, =0 {ist keine mehr übrig} one {ist noch # übrig} other {sind noch # übrig}}.",
  PLAN_NOT_FOUND: "Tarif nicht gefunden.",
  TOKEN_NOT_FOUND: "Token nicht gefunden.",
  WEBHOOK_NOT_FOUND: "Webhook nicht gefunden.",
  PRECONDITION_FAILED: "Die Datei hat nicht das ETag, das If-Match verlangt.",
  RANGE_NOT_SATISFIABLE: "Der Bereich liegt außerhalb der Datei, die {bytes, number} Bytes hat.",
  RATE_LIMIT_EXCEEDED:
    "Zu viele Anfragen. Bitte in {retryAfterSec, plural, one {# Sekunde} other {# Sekunden}} noch einmal versuchen.",
  SERVER_INTERNAL_ERROR: "Unerwarteter Fehler auf unserer Seite. Bitte später noch einmal versuchen.",
  MALFORMED_REQUEST: "Die Anfrage ist kein gültiges HTTP.",
  ROUTE_NOT_FOUND: "Unter diesem Pfad gibt es nichts.",
  METHOD_NOT_ALLOWED: "Dieser Pfad kennt diese Methode nicht.",
  NOT_ACCEPTABLE: "Keine der gewünschten Arten von Antwort ist möglich.",
  REQUEST_TIMEOUT: "Die Anfrage kam nicht rechtzeitig an.",
  LENGTH_REQUIRED: "Die Anfrage braucht einen Content-Length.",
  BODY_TOO_LARGE: "Der Inhalt der Anfrage ist zu groß.",
  URI_TOO_LONG: "Die Adresse ist zu lang.",
  UNSUPPORTED_MEDIA_TYPE: "Diese Art von Inhalt wird nicht angenommen.",
  HEADERS_TOO_LARGE: "Die Kopfzeilen der Anfrage sind zu groß.",
  REQUEST_CANCELLED: "Die Anfrage wurde abgebrochen.",
  NOT_IMPLEMENTED: "Diese Methode gibt es hier nicht.",
  SERVICE_UNAVAILABLE: "Der Dienst ist gerade nicht erreichbar.",
  OPERATION_TIMEOUT: "Der Vorgang dauerte zu lange.",
};
