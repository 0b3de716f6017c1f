import type { Lexicon } from "./lexicon.ts";

/** Phrases in Spanish. */
export const spanish: Lexicon = {
  name: "spanish",
  functionWords:
    "el|la|los|y|es|que|no|me|un|una|con|en|mi|tengo|desde|se|por|para|ha|usted|las|del|si|hace|su|al|muy|de|le|tiene|esta|he|hay|pero|como|mas|lo|muchas|gracias|buenos",
  questions:
    "tiene|ha tenido|toma|hay|donde|cuando|que|como|cual*|desde cuando|cuanto*|es|fuma|bebe|alergias|alguna|algun|y|se le|le",
  prompts: "cuenteme|digame|describa|describame|muestreme|expliqueme|hableme|senale",
  answers:
    "si|no|nunca|jamas|ninguno|ninguna|nada|a veces|un poco|exacto|correcto|asi es|claro|tampoco|raramente|solo|mas o menos|casi",
  negations: "no|nunca|jamas|ningun|ninguno|ninguna|sin|ni|nada|niega|tampoco",
  firstPerson:
    "nos|tengo|me|mi|mis|he tenido|he estado|estoy|estaba|tuve|siento|noto|tomo|fumo|bebo|no puedo|puedo|me duele|me duelen|conmigo|a mi|padezco|duermo|uso|soy|vomite|toso|debo",
  reported: "el toma|ella toma|toma|tiene|paciente toma|refiere|niega|se queja",
  secondPerson: "usted|su|sus|le|les|tome|vuelva|acuda|vaya",
  symptoms:
    "vejiga|incontinen*|amarill*|palid*|tembl*|equilibrio|habla|hablar|pus|ampollas|pelo|irritable|interes|pensamientos|hacerse dano|come|comer|comido|zumbido*|pitido*|acufeno*|llora|cruje|bloque*|sangra por la nariz|flujo|contracciones|sofocos|reflujo|mal|estomago revuelto|dolor*|duele|duelen|dolia|molesta*|molestia*|ardor|arde|quema|quemazon|punzante*|pinchazo*|nausea*|vomit*|mareo*|mareado|mareada|marea|desmay*|desvanec*|conocimiento|cansad*|cansancio|fatiga*|agotad*|debil*|debilidad|tos|toso|tose|fiebre|escalofrio*|sudor*|sudo|cefalea|migrana*|jaqueca*|pica|picor*|comezon|entumec*|hormigueo*|adormec*|hinchad*|hinchazon|sarpullido|erupcion*|ronchas|sangre|sangra*|sangrado|ahogo|ahog*|falta (?:de|el) aire|aire|respirar|respiro|palpitacion*|diarrea*|estrenimiento|estrenid*|heces|gases|acidez|calambre*|rigid*|rigidez|bulto*|apetito|hambre|adelgaz*|perdido peso|perdido \\d+ kilos?|perdida de peso|dormir|duermo|sueno|insomnio|ansie*|angustia|deprimid*|triste*|borros*|vision|veo|sed|orin*|orina|tragar|trago|ronc*|mocos|congestion*|estornud*|flema*|confus*|convulsion*|caido|cai|caida|torc*|herida*|lesion*|opresion|oprime|presion en|sintoma*|memoria|olvid*|regla|menstruacion|embaraz*",
  bodyParts:
    "cabeza|frente|sien*|ojo|ojos|oido*|oreja*|nariz|garganta|cuello|nuca|mandibula|pecho|mama|corazon|pulmon*|barriga|vientre|estomago|abdomen|ingle|espalda|lumbar*|columna|hombro*|brazo*|codo*|muneca*|mano|manos|dedo*|cadera*|pierna*|muslo*|rodilla*|pantorrilla*|tobillo*|pie|pies|piel|costilla*|gluteo*|rinon*|diente*|muela*|lengua",
  onset:
    "desde|hace (?:un|una|dos|tres|cuatro|cinco|seis|unos|unas|varios|varias|\\d+) (?:horas?|dias?|semanas?|mes|meses|anos?)|empez*|comenz*|peor|empeor*|mejor*|constante*|va y viene|de repente|repentin*|poco a poco|ayer|anoche|esta manana|por la noche|todos los dias|la semana pasada|el mes pasado|cuando (?:camino|subo|respiro|trago|me)|de diez|primera vez|llevo",
  history:
    "fumo|fumaba|fumador*|tabaco|cigarrillo*|paquete*|alcohol|cerveza*|copa*|vino|droga*|antecedente*|familia*|padre|madre|hermano|hermana|operad*|operaron|operacion*|cirugia*|hospitaliz*|ingresad*|vacun*|diagnostic(?:aron|ado|ada)|viaj*|mascota*|anos|infarto|ictus|cancer|diabet*|marcapasos|stent|cronic*|infancia|trabajo de",
  medication:
    "(?:le|les) (?:doy|damos|di|dimos|hemos dado|he dado)|toma|regularmente|habitual|recetado|recetaron|tomo|tomando|estoy con|tratamiento|medicamento*|medicina*|medicacion|pastilla*|comprimido*|pildora*|inhalador|inyeccion*|insulina|anticoagulante*|analgesic*|calmante*|antibiotico*|anticonceptiv*|cortisona|corticoide*|gotas|pomada|crema|sin receta|sintrom|antidepresiv*",
  allergies: "alergi*|alergic*|intoleran*|anafila*|urticaria|reaccion a",
  radiation:
    "irradi*|se (?:me |le )?(?:extiende|corre|va|baja|sube|pasa|propaga)|baja (?:por|hasta|a|hacia)|sube (?:por|hasta|a|hacia)|hacia (?:el|la|los|las)|hasta (?:el|la|los|las)|me llega|recorre|se extiende",
  findings:
    "puntuacion|cuestionario|se ve|se aprecia|se palpa|veo un|veo una|encuentro|azucar|positivo|positiva|negativo|rojez|palpable|derrame|limitad*|crepitacion|latidos|presion arterial|tension arterial|tension|pulso|frecuencia cardiaca|temperatura|frecuencia respiratoria|oxigeno|saturacion|peso|imc|exploracion|examen fisico|examen|auscultacion|palpacion|inspeccion|reflejos?|movilidad|hemograma|cultivo|colesterol|hemoglobina|creatinina|glucosa|glucemia|resultados?|muestra|muestran|revela*|crepitantes|sibilancias|soplo|roja|rojo|enrojecid*|inflamad*|normal*|(?:pulmon(?:es)?|corazon|abdomen|garganta|piel|timpanos?|amigdalas|rodilla|tobillo|higado) (?:esta|estan)|escucho|palpo|observo|mmhg",
  assessment:
    "diagnostic(?:o|os)|probable*|seguramente|sospech*|parece*|compatible con|se trata|es (?:un|una|probable*)|indica|sugiere|apunta a|descart*|sin signos|no hay signos|estable|controlad*|creo que|pienso que|puede ser|podria ser|nada grave|benign*|tiene (?:un|una)|debid* a|viral|virica|virico|bacterian*|impresion",
  diagnoses:
    "ictus|infarto|diabetes|cancer|tumor|menisco|rotura|desgarro|herpes|sarna|efecto* secundario*|deficit|absceso|quiste|polipo*|otitis|bronquitis|cistitis|artrosis|vertigo|agotamiento|[a-z]{2,}(?:itis|osis|emia|patia)|infeccion*|gripe|resfriado|catarro|covid|reflujo|angina*|hipertension|asma|epoc|neumonia|esguince|fractura|distension|contractura|hernia|ulcera|eccema|epilepsia|insuficiencia cardiaca|fibrilacion|anemia|gota|ciatica|lumbago|embolia|coagulo|trombo*|conmocion|calculo*|piedras|tiroides|depresion|virus|crisis de ansiedad",
  plan: "dele|pomada|gotas|jarabe|dosis|quedese|muevase|diario|en ayunas|cama|ponga*|recet*|prescrib*|recomiend*|recomend*|aconsej*|tome|tomar|tomara|cita|volver|vuelva|revis*|control|reposo|descans*|beba|beber|evite|evitar|deje|dejar|suspend*|continue|continuar|siga|seguir|aument*|reduz*|reducir|veces (?:al|por) dia|al dia|diari*|cada (?:\\d+|cuatro|seis|ocho|doce) horas|por la manana|antes de (?:acostarse|las comidas|comer)|despues de (?:las comidas|comer)|durante (?:un|una|dos|tres|cinco|siete|diez|\\d+) (?:dias?|semanas?|meses|mes)|en (?:un|una|dos|tres|cuatro|seis|\\d+) (?:dias?|semanas?|meses|mes)|dentro de|proxima semana|baja laboral|baja medica|rehabilitacion|ejercicios|dieta|bajar de peso|ferula|venda*|hielo|vigil*|tratar|tratamiento con|aplique*|use",
  tests:
    "radiografia|rayos|tac|escaner|resonancia|ecg|electrocardiograma|ecografia|analitica|analisis|analisis de sangre|orina|biopsia|endoscopia|colonoscopia|espirometria|prueba de esfuerzo|prueba*|test",
  future:
    "vamos a|voy a|debe|deberia|tiene que|hay que|por favor|quiero que|necesita|necesitamos|le voy|haremos|pediremos|procure|asegurese",
  emergency:
    "urgencia*|emergencia*|ambulancia|061|112|llame|llamar al|inmediat*|de inmediato|enseguida|cuanto antes|acuda|vaya (?:a|al|directamente)|si (?:empeora|nota|tiene|aparece*|el|la|le|los|no mejora|no mejoran|presenta|siente|persiste|vuelve|sube|usted|hay|se)|en caso de|senales de alarma|signos de alarma|no espere",
  referral:
    "mando al|mando a la|consulta con|visitar al|cita con el|cita con la|deriv*|remit*|volante|interconsulta|especialista*|[a-z]+olog(?:o|a|os|as|ia)|cirujan*|traumatolog*|psiquiatra*|psicolog*|otorrino*|oculista|pediatra|hospital|ingres(?:ar|o|arle|arla)|fisio*|fisioterap*|segunda opinion|enviar (?:al|a la)|envio (?:al|a la)",
  smallTalk:
    "viaje|encontrado|hotel|vecin*|fiesta|boda|concierto|en autobus|en tren|al habla|al aparato|el tiempo que hace|llueve|lluvia|calor que hace|trafico|atasco|aparcar|aparcamiento|futbol|partido|vacaciones|fin de semana|colegio|escuela|cine|cafe|te|perro|gato|jardin|nietos|cumpleanos|navidad|sientese|tome asiento|pase|adelante|tumbese|abra la boca|respire|inspire|diga a*|encantad*|mucho gusto|como esta|que tal|que le trae|gracias|de nada|adios|hasta (?:luego|pronto|la proxima)|que se mejore|buen dia|buen fin de semana|sala de espera|recepcion|tarjeta sanitaria|un momento|alguna pregunta|algo mas|voy a (?:explorarle|examinarle|escuchar|mirar)|dejeme",
};
