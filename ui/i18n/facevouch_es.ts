<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es_ES" sourcelanguage="en">
    <context>
    <name>Actions</name>
    <message>
        <location filename="../shortcuts.py" line="45" />
        <source>Pause or go on</source>
        <translation>Pausar o continuar</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="46" />
        <source>One frame back</source>
        <translation>Un fotograma atrás</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="47" />
        <source>One frame on</source>
        <translation>Un fotograma adelante</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="48" />
        <source>Next heatmap</source>
        <translation>Siguiente mapa de calor</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="49" />
        <source>Fainter heatmap</source>
        <translation>Mapa de calor más tenue</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="50" />
        <source>Stronger heatmap</source>
        <translation>Mapa de calor más intenso</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="51" />
        <source>Show the keypoints</source>
        <translation>Mostrar los puntos del rostro</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="52" />
        <source>Save a snapshot…</source>
        <translation>Guardar una instantánea…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="53" />
        <source>Record a video…</source>
        <translation>Grabar un vídeo…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="54" />
        <source>Choose the source</source>
        <translation>Elegir la fuente</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="55" />
        <source>Choose the models</source>
        <translation>Elegir los modelos</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="56" />
        <source>Open a file…</source>
        <translation>Abrir un archivo…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="57" />
        <source>Open a stream…</source>
        <translation>Abrir una transmisión…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="58" />
        <source>Start the source again</source>
        <translation>Reiniciar la fuente</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="59" />
        <source>Show the panels</source>
        <translation>Mostrar los paneles</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="60" />
        <source>Show the event log</source>
        <translation>Mostrar el registro de eventos</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="61" />
        <source>Show the verdicts</source>
        <translation>Mostrar los veredictos</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="62" />
        <source>Calibrate the camera…</source>
        <translation>Calibrar la cámara…</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="63" />
        <source>Light or dark</source>
        <translation>Claro u oscuro</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="64" />
        <source>Full screen</source>
        <translation>Pantalla completa</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="65" />
        <source>Leave full screen</source>
        <translation>Salir de pantalla completa</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="66" />
        <source>Keyboard shortcuts</source>
        <translation>Atajos de teclado</translation>
    </message>
    <message>
        <location filename="../shortcuts.py" line="67" />
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
</context><context>
    <name>Banner</name>
    <message>
        <location filename="../banner.py" line="145" />
        <location filename="../toasts.py" line="65" />
        <source>Hide</source>
        <translation>Ocultar</translation>
    </message>
</context><context>
    <name>Calibration</name>
    <message>
        <location filename="../calibration/wizard.py" line="164" />
        <source>{0} of {1} s · {2} faces scored</source>
        <translation>{0} de {1} s · {2} caras puntuadas</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="167" />
        <source>nothing recorded yet</source>
        <translation>nada grabado todavía</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="169" />
        <source>people: {0} · faces scored: {1}</source>
        <translation>personas: {0} · caras puntuadas: {1}</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="171" />
        <source>{0} faces scored</source>
        <translation>{0} caras puntuadas</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="177" />
        <source>Saved for {0}; it is in use now.</source>
        <translation>Guardado para {0}; ya está en uso.</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="180" />
        <source>Calculating…</source>
        <translation>Calculando…</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="182" />
        <source>Tried out: the verdicts in the picture are as they would be. Stand there, hold something up.</source>
        <translation>Prueba: los veredictos de la imagen son los que habría. Póngase ahí, muestre algo.</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="296" />
        <source>Calibrate the camera</source>
        <translation>Calibrar la cámara</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="297" />
        <source>Camera being calibrated: {0}</source>
        <translation>Cámara que se calibra: {0}</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="300" />
        <location filename="../calibration/wizard.py" line="299" />
        <source>Which camera to calibrate</source>
        <translation>Qué cámara calibrar</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="306" />
        <source>Begin</source>
        <translation>Empezar</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="307" />
        <source>That is enough</source>
        <translation>Es suficiente</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="308" />
        <source>Next</source>
        <translation>Siguiente</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="309" />
        <source>Another person</source>
        <translation>Otra persona</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="310" />
        <source>Once more</source>
        <translation>Otra vez</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="311" />
        <source>Skip</source>
        <translation>Omitir</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="312" />
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="313" />
        <source>Try it out</source>
        <translation>Probar</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="314" />
        <source>Back to the start</source>
        <translation>Volver al principio</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="315" />
        <source>Done</source>
        <translation>Listo</translation>
    </message>
    <message>
        <location filename="../calibration/wizard.py" line="317" />
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <location filename="../calibration/result.py" line="80" />
        <source>ask for {0} of 100 people</source>
        <translation>pedir {0} de cada 100 personas</translation>
    </message>
    <message>
        <location filename="../calibration/result.py" line="82" />
        <source>refuse {0} of 100 people; {1} of 100 photos pass</source>
        <translation>rechazar a {0} de cada 100 personas; pasan {1} de cada 100 fotos</translation>
    </message>
    <message>
        <location filename="../calibration/run.py" line="42" />
        <source>no anti-spoof model is in use that could be calibrated</source>
        <translation>no hay en uso ningún modelo antisuplantación que se pueda calibrar</translation>
    </message>
    <message>
        <location filename="../calibration/run.py" line="47" />
        <source>the demo cannot be calibrated; choose a camera</source>
        <translation>la demo no es lugar para calibrar; elija una cámara</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="13" />
        <source>Person</source>
        <translation>Persona</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="14" />
        <source>Print</source>
        <translation>Impresión</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="15" />
        <source>Phone</source>
        <translation>Teléfono</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="16" />
        <source>Result</source>
        <translation>Resultado</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="23" />
        <source>A person, as people will stand here</source>
        <translation>Una persona, tal como se pondrá la gente aquí</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="24" />
        <source>A printed photo of a face</source>
        <translation>Una foto impresa de una cara</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="25" />
        <source>A face on a phone or another screen</source>
        <translation>Una cara en un teléfono u otra pantalla</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="26" />
        <source>What to expect at this door</source>
        <translation>Qué esperar en esta puerta</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="33" />
        <source>Alone in the picture, in the usual light, at the usual distance; look about and move a little. Five people, one after the other, say far more than one.</source>
        <translation>Sola en la imagen, con la luz y a la distancia habituales; mire alrededor y muévase un poco. Cinco personas, una tras otra, dicen mucho más que una.</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="38" />
        <source>Hold it up so that it fills the picture as a face would; bend and tilt it. Keep your own face out of the picture: frames with two faces are left out.</source>
        <translation>Sosténgala de modo que llene la imagen como lo haría una cara; dóblela e inclínela. No muestre su propia cara: los fotogramas con dos caras se omiten.</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="43" />
        <source>Hold it up so that it fills the picture as a face would; a video is better than a photo. Keep your own face out of the picture: frames with two faces are left out.</source>
        <translation>Sosténgalo de modo que llene la imagen como lo haría una cara; un vídeo es mejor que una foto. No muestre su propia cara: los fotogramas con dos caras se omiten.</translation>
    </message>
    <message>
        <location filename="../calibration/sentences.py" line="48" />
        <source>Choose how many people may be refused; how many photos pass follows from it. Nothing is stored until you save.</source>
        <translation>Elija a cuántas personas se puede rechazar; de ahí se sigue cuántas fotos pasan. No se guarda nada hasta que usted guarde.</translation>
    </message>
    <message>
        <location filename="../calibration/histogram.py" line="135" />
        <source>vouched for</source>
        <translation>se avala</translation>
    </message>
    <message>
        <location filename="../calibration/histogram.py" line="135" />
        <source>refused</source>
        <translation>se rechaza</translation>
    </message>
    <message>
        <location filename="../calibration/histogram.py" line="150" />
        <source>← more live</source>
        <translation>← más vivo</translation>
    </message>
    <message>
        <location filename="../calibration/histogram.py" line="150" />
        <source>more attack →</source>
        <translation>más ataque →</translation>
    </message>
    <message>
        <location filename="../calibration/histogram.py" line="175" />
        <source>Scores so far</source>
        <translation>Puntuaciones hasta ahora</translation>
    </message>
</context><context>
    <name>Chart</name>
    <message>
        <location filename="../panels/chart.py" line="251" />
        <source>{0} s</source>
        <translation>{0} s</translation>
    </message>
    <message>
        <location filename="../panels/chart.py" line="283" />
        <source>Evidence over time</source>
        <translation>Evidencia en el tiempo</translation>
    </message>
    <message>
        <location filename="../panels/chart.py" line="284" />
        <source>Chart of the evidence on each face</source>
        <translation>Gráfico de la evidencia de cada rostro</translation>
    </message>
    <message>
        <location filename="../panels/chart.py" line="293" />
        <source>Bold: anti-spoofing · dashed: deepfake · grey: not counted · dots: the verdict changed. A verdict falls where a line enters a zone.</source>
        <translation>Gruesa: antisuplantación · discontinua: deepfake · gris: no cuenta · puntos: cambió el veredicto. Hay veredicto cuando una línea entra en una zona.</translation>
    </message>
</context><context>
    <name>Decision</name>
    <message>
        <location filename="../panels/decision.py" line="173" />
        <source>Decision</source>
        <translation>Decisión</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="175" />
        <source>Live people refused (BPCER)</source>
        <translation>Personas reales rechazadas (BPCER)</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="176" />
        <source>How many live people may be called an attack</source>
        <translation>Cuántas personas reales pueden tomarse por ataque</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="179" />
        <source>Attacks let through (APCER)</source>
        <translation>Ataques aceptados (APCER)</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="180" />
        <source>How many attacks may be called live</source>
        <translation>Cuántos ataques pueden tomarse por reales</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="183" />
        <location filename="../panels/decision.py" line="182" />
        <source>Deepfake model</source>
        <translation>Modelo de deepfake</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="185" />
        <source>is ignored</source>
        <translation>se ignora</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="186" />
        <source>may call an attack</source>
        <translation>puede señalar un ataque</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="187" />
        <source>must also say live</source>
        <translation>también debe decir real</translation>
    </message>
    <message>
        <location filename="../panels/decision.py" line="192" />
        <source>Smaller rates need more frames before a verdict. Not stored: the next start uses the configuration file.</source>
        <translation>Tasas menores requieren más imágenes antes del veredicto. No se conservan al cerrar: manda el archivo de configuración.</translation>
    </message>
</context><context>
    <name>Engine</name>
    <message>
        <location filename="../engine_sentences.py" line="8" />
        <source>a calibration is being tried</source>
        <translation>se está probando una calibración</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="9" />
        <source>a calibration that is not stored is being tried</source>
        <translation>se prueba una calibración que no está guardada</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="10" />
        <source>a crop could not be encoded as PNG and is not stored</source>
        <translation>no se pudo codificar un recorte, por lo que no se conserva</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="11" />
        <source>a new queue accepts events</source>
        <translation>una cola nueva recibe los eventos</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="12" />
        <source>at this door about {0} of 100 people are refused and {1} of 100 photos pass</source>
        <translation>en esta puerta se rechaza a unas {0} de cada 100 personas y pasan {1} de cada 100 fotos</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="16" />
        <source>at this door about {0} of 100 people are refused; how many photos pass is not known: show a print and a phone as well</source>
        <translation>en esta puerta se rechaza a unas {0} de cada 100 personas; no se sabe cuántas fotos pasan: muestre también una impresión y un teléfono</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="21" />
        <source>attacks score hardly higher than bona fide on this camera, which may be chance; record longer, and check that the attacks fill the picture as a face would</source>
        <translation>en esta cámara los ataques apenas puntúan más que las personas reales, lo que puede ser casualidad; grabe más tiempo y compruebe que los ataques llenan la imagen como lo haría una cara</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="26" />
        <source>attacks score no higher than bona fide on this camera: no calibration can help; check that the recordings were not exchanged, and which model is used</source>
        <translation>en esta cámara los ataques no puntúan más que las personas reales: ninguna calibración puede ayudar; compruebe que no se intercambiaron las grabaciones y qué modelo se usa</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="31" />
        <source>bona fide</source>
        <translation>persona real</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="32" />
        <source>bona fide on this camera score like attacks (log-odds of {0} as shipped); look at light and focus, or show a print and a phone as well, so that it can be seen whether the model works here</source>
        <translation>en esta cámara las personas reales puntúan como ataques (log-odds de {0} de fábrica); revise la luz y el enfoque, o muestre también una impresión y un teléfono, para ver si el modelo funciona aquí</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="38" />
        <source>calibrated to {0}</source>
        <translation>calibrado para {0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="39" />
        <source>camera {0} ({1}) does not open; close the program that uses it</source>
        <translation>la cámara {0} ({1}) no se abre; cierre el programa que la usa</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="40" />
        <source>camera {0} does not open: it is missing, in use or not permitted; cameras here: {1}</source>
        <translation>la cámara {0} no se abre: no está, está en uso o no está permitida; cámaras aquí: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="44" />
        <source>camera {0}: no {1} model is loaded</source>
        <translation>cámara {0}: no hay ningún modelo {1} cargado</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="45" />
        <source>camera {0}: not calibrated, so its error rates are not known; calibrate it with: facevouch calibrate</source>
        <translation>cámara {0}: sin calibrar, por lo que no se conocen sus tasas de error; calíbrela con: facevouch calibrate</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="50" />
        <source>camera {0}: this is not a camera (source_kind is {1}); do not open a door by its results</source>
        <translation>cámara {0}: esto no es una cámara (source_kind es {1}); ninguna puerta debe creer sus resultados</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="54" />
        <source>camera {0}: {1}</source>
        <translation>cámara {0}: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="55" />
        <source>camera {0}: {1} ({2})</source>
        <translation>cámara {0}: {1} ({2})</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="56" />
        <source>cannot open the stream {0}; check address, network and credentials</source>
        <translation>no se puede abrir el flujo {0}; revise la dirección, la red y las credenciales</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="60" />
        <source>cannot read {0}: {1}</source>
        <translation>no se puede leer {0}: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="61" />
        <source>cannot use the queue {0}: {1}; check free space and permissions there</source>
        <translation>no se puede usar la cola {0}: {1}; revise el espacio y los permisos de ese disco</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="65" />
        <source>cannot write {0}: {1}</source>
        <translation>no se puede escribir {0}: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="66" />
        <source>does not work</source>
        <translation>no funciona</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="67" />
        <source>frame {0} could not be judged: {1}</source>
        <translation>no se pudo juzgar la imagen {0}: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="68" />
        <source>frame {0}: {1}</source>
        <translation>imagen {0}: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="69" />
        <source>it decided the opposite for {0} of {1} faces</source>
        <translation>juzgó al revés {0} de {1} caras</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="70" />
        <source>it ends at {0} s of the {1} s it states: it is incomplete</source>
        <translation>acaba a los {0} s de los {1} s que declara: está cortado</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="71" />
        <source>it failed: {0}</source>
        <translation>falló: {0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="72" />
        <source>it gave a score that is not a finite number</source>
        <translation>dio un valor que no es un número finito</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="73" />
        <source>it takes {0} ms per face, before {1} ms</source>
        <translation>tarda {0} ms por cara tras {1} ms</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="74" />
        <source>its content repeats every {0} frames</source>
        <translation>lo que muestra se repite cada {0} imágenes</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="75" />
        <source>its frames come without any jitter, as from a program's clock</source>
        <translation>sus imágenes llegan sin ninguna fluctuación, como del reloj de un programa</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="76" />
        <source>its frames go back in time</source>
        <translation>sus imágenes retroceden en el tiempo</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="77" />
        <source>its frames repeat those of {0} frames before</source>
        <translation>sus imágenes son las de {0} imágenes antes</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="78" />
        <source>later events are accepted</source>
        <translation>los eventos posteriores se aceptan</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="79" />
        <source>model {0} decides the opposite for {1} of {2} recent faces (canary.flips allows {3}), so it is not used; evaluate it first, or set canary.flips = 1 if you know that the old one was wrong</source>
        <translation>el modelo {0} juzga al revés {1} de {2} caras recién vistas (canary.flips permite {3}), así que no se usa; evalúelo antes, o ponga canary.flips = 1 si sabe que el anterior se equivocaba</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="85" />
        <source>model {0} passed its probation of {1} frames</source>
        <translation>el modelo {0} aguantó {1} imágenes</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="86" />
        <source>model {0} takes {1} ms per face, the one in use {2} ms (canary.slower allows {3} times), so it is not used</source>
        <translation>el modelo {0} tarda {1} ms por cara y el actual {2} ms (canary.slower permite {3} veces), así que no se usa</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="91" />
        <source>model {0} was replaced by the previous one after {1} frames: {2}</source>
        <translation>el modelo {0} se retiró tras {1} imágenes: {2}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="92" />
        <source>no anti-spoof model is installed; choose a model with --model ID</source>
        <translation>no hay instalado ningún modelo antisuplantación que calibrar; indique uno con --model ID</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="96" />
        <source>no attack was shown: the latter is an estimate from {0} attack clips of {1}</source>
        <translation>no se mostró ningún ataque: lo segundo es una estimación a partir de {0} clips de ataque de {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="100" />
        <source>no attacks were shown: the bound follows from people alone, and the rates of attacks are estimates; show a print and a phone as well</source>
        <translation>no se mostraron ataques: el límite se obtiene solo de las personas, y lo que se dice de los ataques es una estimación; muestre también una impresión y un teléfono</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="105" />
        <source>no camera is pinned for this source; pin it with: facevouch calibrate</source>
        <translation>no hay cámara fijada para esta fuente; fíjela con: facevouch calibrate</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="109" />
        <source>no permission for camera {0} ({1}); add your user to the group video and log in again</source>
        <translation>sin permiso para la cámara {0} ({1}); añada su usuario al grupo video e inicie sesión de nuevo</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="113" />
        <source>no result for {0} in {1} s; the process ends so that it is started again</source>
        <translation>la inferencia de {0} lleva {1} s bloqueada; el proceso termina para iniciarse de nuevo</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="117" />
        <source>nobody was recorded yet</source>
        <translation>todavía no se ha grabado a nadie</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="118" />
        <source>none</source>
        <translation>ninguna</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="119" />
        <source>none of the {0} images in {1} can be read</source>
        <translation>no se puede leer ninguna de las {0} imágenes de {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="120" />
        <source>not as at calibration: {0}; clean the lens, check the lighting, then calibrate again</source>
        <translation>no está como al calibrar: {0}; limpie el objetivo, revise la luz y calibre de nuevo</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="124" />
        <source>not calibrated, its error rates are not known; calibrate it with: facevouch calibrate (decision.uncalibrated is {0})</source>
        <translation>sin calibrar, no se conocen sus tasas de error; calíbrela con: facevouch calibrate (decision.uncalibrated es {0})</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="129" />
        <source>not calibrated, nobody is vouched for; calibrate it with: facevouch calibrate (decision.uncalibrated is {0})</source>
        <translation>sin calibrar, no se avala a nadie; calíbrela con: facevouch calibrate (decision.uncalibrated es {0})</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="134" />
        <source>on this camera the model separates these attacks poorly (AUC {0} %); calibration only moves the threshold and cannot correct that</source>
        <translation>en esta cámara el modelo distingue mal estos ataques (AUC {0} %); calibrar mueve el umbral, no puede remediarlo</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="139" />
        <source>opening {0}</source>
        <translation>abriendo {0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="140" />
        <source>other cameras</source>
        <translation>otras cámaras</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="141" />
        <source>people recorded: {0}; from them between {1} and {2} of 100 people would be refused (95 % interval) where {3} were asked for: record more people, one after the other, best {4} or more, in the light they will stand in</source>
        <translation>personas grabadas: {0}; según ellas se rechazaría entre {1} y {2} de cada 100 personas (intervalo del 95 %) donde se pidieron {3}: grabe a más personas, una tras otra, mejor {4} o más, con la luz en la que estarán</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="147" />
        <source>people seen: {0}, too few to predict the next one; calibrate with {1} or more, one after the other (facevouch calibrate --people {1})</source>
        <translation>personas vistas: {0}, que dicen poco de la siguiente; calibre con {1} o más, una tras otra (facevouch calibrate --people {1})</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="152" />
        <source>phone</source>
        <translation>teléfono</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="153" />
        <source>presentations shown: {0}</source>
        <translation>presentaciones mostradas: {0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="154" />
        <source>print</source>
        <translation>impresión</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="155" />
        <source>redirects are not followed; set webhook.url to the final address</source>
        <translation>no se siguen las redirecciones, indique la dirección final</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="156" />
        <source>target error rates: BPCER {0}, APCER {1}</source>
        <translation>tasas de error pedidas: BPCER {0}, APCER {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="157" />
        <source>the audit log {0} cannot be written: {1}; free space on its disk or correct the permissions of its folder</source>
        <translation>no se puede escribir el registro {0}: {1}; libere espacio en su disco o corrija los permisos de su carpeta</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="162" />
        <source>the broker {0} cannot be reached: {1}</source>
        <translation>no se puede contactar con el broker {0}: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="163" />
        <source>the broker {0} closed the connection: {1}</source>
        <translation>se perdió el broker {0}: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="164" />
        <source>the broker {0} does not acknowledge messages within {1} s</source>
        <translation>el broker {0} no confirma lo enviado en {1} s</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="165" />
        <source>the broker {0} does not answer within {1} s</source>
        <translation>el broker {0} no responde en {1} s</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="166" />
        <source>the broker {0} refuses messages: {1}; check which topics this user may publish to</source>
        <translation>el broker {0} rechaza lo enviado: {1}; revise qué puede publicar este usuario</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="170" />
        <source>the broker {0} refuses the connection: {1}</source>
        <translation>el broker {0} nos rechaza: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="171" />
        <source>the camera</source>
        <translation>la cámara</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="172" />
        <source>the camera is not the one pinned here: {0}</source>
        <translation>la cámara no es la fijada aquí: {0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="173" />
        <source>the camera is not trusted: {0}</source>
        <translation>no se confía en la cámara: {0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="174" />
        <source>the camera is trusted again</source>
        <translation>se vuelve a confiar en la cámara</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="175" />
        <source>the certificate of {0} is not trusted: {1}; set camera.tls_ca to a file with its authority or the certificate itself</source>
        <translation>no se acepta el certificado de {0}: {1}; indique su autoridad, o el propio certificado, en camera.tls_ca</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="180" />
        <source>the connection was lost</source>
        <translation>se perdió la conexión</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="181" />
        <source>the faces' sharpness</source>
        <translation>la nitidez de las caras</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="182" />
        <source>the model's scores</source>
        <translation>las puntuaciones del modelo</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="183" />
        <source>the program that read the output has closed it</source>
        <translation>quien leía la salida la ha cerrado</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="184" />
        <source>the queue for {0} is full: its oldest events are being dropped</source>
        <translation>la cola de {0} está llena: se descartan sus eventos más antiguos</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="185" />
        <source>the queue was damaged; its file is now {0}, and a new queue was created</source>
        <translation>la cola estaba dañada; su contenido está en {0} y se ha empezado una nueva</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="189" />
        <source>the relay is not closed: the acceptance at {0} came from a source of kind {1}, and relay.sources is {2}</source>
        <translation>el relé no cambia: lo aceptado en {0} venía de una fuente de tipo {1}, y relay.sources nombra {2}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="194" />
        <source>the relay's pin cannot be switched: {0}</source>
        <translation>el pin del relé no obedece: {0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="195" />
        <source>the source cannot be used: {0}</source>
        <translation>no se puede usar la fuente: {0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="196" />
        <source>the stream {0} redirects to {1}, which is not followed; give that address</source>
        <translation>el flujo {0} redirige a {1}, lo que no se sigue; indique esa dirección</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="200" />
        <source>the stream {0} was interrupted</source>
        <translation>el flujo {0} se ha cortado</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="201" />
        <source>the webhook {0} answers {1}</source>
        <translation>el webhook {0} responde {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="202" />
        <source>the webhook {0} cannot be reached: {1}</source>
        <translation>no se puede contactar con el webhook {0}: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="203" />
        <source>the webhook {0} refuses an event with {1}</source>
        <translation>el webhook {0} rechaza un evento con {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="204" />
        <source>the {0} sender failed: {1}</source>
        <translation>falló el envío {0}: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="205" />
        <source>their brightness</source>
        <translation>su brillo</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="206" />
        <source>there is no camera {0}; cameras here: {1}</source>
        <translation>no hay cámara {0}; cámaras aquí: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="207" />
        <source>too little data to calibrate: {0} gave {1} scored faces in {2} seconds ({3} frames, {4} faces), at least {5} seconds are needed</source>
        <translation>muy pocos datos para calibrar: {0} dio {1} caras puntuadas en {2} segundos ({3} fotogramas, {4} caras); se necesitan al menos {5} segundos</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="212" />
        <source>works again</source>
        <translation>vuelve a funcionar</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="213" />
        <source>{0} % of its pixels stay the same: no sensor's noise</source>
        <translation>el {0} % de sus píxeles no cambia: no hay ruido de sensor</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="214" />
        <source>{0} (PSI {1})</source>
        <translation>{0} (PSI {1})</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="215" />
        <source>{0} MB are in use, more than watchdog.memory_limit_mb ({1}); the process stops in good order so that it is started again</source>
        <translation>se usan {0} MB, más que watchdog.memory_limit_mb ({1}); el proceso termina ordenadamente para iniciarse de nuevo</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="220" />
        <source>{0} cannot accept events: {1}</source>
        <translation>{0} no puede recibir eventos: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="221" />
        <source>{0} cannot be decoded as a video; convert it to MP4</source>
        <translation>{0} no es un vídeo que se pueda leer; conviértalo a MP4</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="222" />
        <source>{0} cannot be decoded as an image</source>
        <translation>{0} no es una imagen que se pueda leer</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="223" />
        <source>{0} contains no images ({1})</source>
        <translation>{0} no contiene imágenes ({1})</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="224" />
        <source>{0} delivers no more frames; check that it is plugged in</source>
        <translation>{0} ya no da imágenes; ¿la han desconectado?</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="225" />
        <source>{0} ended</source>
        <translation>{0} terminó</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="226" />
        <source>{0} events were dropped before {1} could be reached again</source>
        <translation>se descartaron {0} eventos antes de volver a contactar con {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="227" />
        <source>{0} failed: {1}</source>
        <translation>{0} ha fallado: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="228" />
        <source>{0} has ended</source>
        <translation>{0} ha terminado</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="229" />
        <source>{0} has more than {1} megapixels; convert it</source>
        <translation>{0} declara más de {1} megapíxeles; conviértalo</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="230" />
        <source>{0} has more than {1} megapixels; scale it down</source>
        <translation>{0} declara más de {1} megapíxeles; redúzcala</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="231" />
        <source>{0} has no frame that can be decoded</source>
        <translation>{0} no contiene ninguna imagen que se pueda leer</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="232" />
        <source>{0} is a virtual camera: {1}</source>
        <translation>{0} está hecha de software: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="233" />
        <source>{0} is back</source>
        <translation>vuelve {0}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="234" />
        <source>{0} is empty (0 bytes)</source>
        <translation>{0} está vacío (0 bytes)</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="235" />
        <source>{0} is empty (0 bytes); record or copy it again</source>
        <translation>{0} está vacío (0 bytes); grábelo o cópielo de nuevo</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="236" />
        <source>{0} is frozen</source>
        <translation>{0} se ha congelado</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="237" />
        <source>{0} is playing</source>
        <translation>{0} se está reproduciendo</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="238" />
        <source>{0} model: off</source>
        <translation>modelo de {0}: apagado</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="239" />
        <source>{0} model: {1}</source>
        <translation>modelo de {0}: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="240" />
        <source>{0} model: {1}, on probation; {2}</source>
        <translation>modelo de {0}: {1}, a prueba; {2}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="241" />
        <source>{0} of {1} faces decided differently, {2} ms per face, before {3} ms</source>
        <translation>{0} de {1} caras juzgadas al revés, {2} ms por cara tras {3} ms</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="245" />
        <source>{0} of {1} frames of {2} were left out: they contain several faces</source>
        <translation>se omitieron {0} de {1} fotogramas de {2}: había varias caras en ellos y nadie puede decir cuál era la buena</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="249" />
        <source>{0} of {1} images could not be read</source>
        <translation>no se pudieron leer {0} de {1} imágenes</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="250" />
        <source>{0} people were seen by this camera: {1}</source>
        <translation>{0} personas han estado ante esta cámara: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="251" />
        <source>{0} seconds of bona fide cannot show a BPCER of {1} %: without one error they still allow {2} %; {3} seconds would</source>
        <translation>{0} segundos de personas reales no pueden demostrar un BPCER del {1} %: aun sin un error permiten todavía el {2} %; {3} segundos sí</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="256" />
        <source>{0} stalled</source>
        <translation>{0} se ha detenido</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="257" />
        <source>{0} were scaled down to {1} px</source>
        <translation>{0} se redujeron a {1} px</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="258" />
        <source>{0}, {1}</source>
        <translation>{0}, {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="259" />
        <source>{0}: no new frame for {1} s</source>
        <translation>{0}: ninguna imagen nueva desde hace {1} s</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="260" />
        <source>{0}: the same frame {1} times in a row</source>
        <translation>{0}: la misma imagen {1} veces seguidas</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="261" />
        <source>{0}: {1}</source>
        <translation>{0}: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="262" />
        <source>{0}; event {1} was set aside after {2} attempts</source>
        <translation>{0}; el evento {1} se aparta tras {2} intentos</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="263" />
        <source>{0}; faces were not scored because: {1}</source>
        <translation>{0}; no se puntuaron caras por: {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="264" />
        <source>{0}; this is connection {1} in a row that ended soon after it was accepted; if another gate is called {2}, give each gate a different session.name</source>
        <translation>{0}; van {1} veces seguidas poco después de la bienvenida: ¿hay otra puerta llamada {2}? Dé a cada una su propio session.name</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="269" />
        <source>{0}; trying again in {1} s</source>
        <translation>{0}; nuevo intento en {1} s</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="270" />
        <source>{0}; {1}</source>
        <translation>{0}; {1}</translation>
    </message>
    <message>
        <location filename="../engine_sentences.py" line="271" />
        <source>{0}; {1} events wait</source>
        <translation>{0}; esperan {1} eventos</translation>
    </message>
</context><context>
    <name>Events</name>
    <message>
        <location filename="../panels/events.py" line="101" />
        <location filename="../panels/events.py" line="100" />
        <location filename="../kiosk/report.py" line="120" />
        <source>Event log</source>
        <translation>Registro de eventos</translation>
    </message>
    <message>
        <location filename="../panels/events.py" line="102" />
        <source>Copy all</source>
        <translation>Copiar todo</translation>
    </message>
    <message>
        <location filename="../panels/events.py" line="103" />
        <source>Clear</source>
        <translation>Vaciar</translation>
    </message>
</context><context>
    <name>Faces</name>
    <message>
        <location filename="../panels/faces.py" line="222" />
        <location filename="../kiosk/report.py" line="56" />
        <source>No face in the picture</source>
        <translation>Ningún rostro en la imagen</translation>
    </message>
    <message>
        <location filename="../panels/faces.py" line="127" />
        <source>This frame alone: {0} probability of attack</source>
        <translation>Solo este fotograma: {0} de probabilidad de ataque</translation>
    </message>
    <message>
        <location filename="../panels/faces.py" line="174" />
        <source>Frames scored: {0}</source>
        <translation>Imágenes puntuadas: {0}</translation>
    </message>
    <message>
        <location filename="../panels/faces.py" line="221" />
        <source>Faces</source>
        <translation>Rostros</translation>
    </message>
</context><context>
    <name>Heatmap</name>
    <message>
        <location filename="../menus.py" line="265" />
        <source>Side by side</source>
        <translation>Lado a lado</translation>
    </message>
    <message>
        <location filename="../menus.py" line="266" />
        <source>No heatmap</source>
        <translation>Sin mapa de calor</translation>
    </message>
</context><context>
    <name>Kiosk</name>
    <message>
        <location filename="../kiosk/screen.py" line="320" />
        <source>Trial without a PIN: Esc leaves.</source>
        <translation>Prueba sin PIN: Esc para salir.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="67" />
        <location filename="../kiosk/report.py" line="38" />
        <source>{0} of {1}</source>
        <translation>{0} de {1}</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="15" />
        <source>Welcome! Please look here.</source>
        <translation>¡Bienvenido! Mire aquí, por favor.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="16" />
        <source>May we look at your face?</source>
        <translation>¿Podemos mirar su rostro?</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="17" />
        <source>Please look here.</source>
        <translation>Mire aquí, por favor.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="18" />
        <source>Bring your face into the oval.</source>
        <translation>Coloque su rostro dentro del óvalo.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="19" />
        <source>Please come closer.</source>
        <translation>Acérquese, por favor.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="20" />
        <source>Please step back a little.</source>
        <translation>Aléjese un poco, por favor.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="21" />
        <source>One person at a time, please.</source>
        <translation>De uno en uno, por favor.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="22" />
        <source>It is too dark. Please turn to the light.</source>
        <translation>Está muy oscuro. Gírese hacia la luz.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="23" />
        <source>It is too bright. Please turn from the light.</source>
        <translation>Hay demasiada luz. Gírese, por favor.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="24" />
        <source>Hold still, please.</source>
        <translation>No se mueva, por favor.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="25" />
        <source>Turn your head to the left.</source>
        <translation>Gire la cabeza a la izquierda.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="26" />
        <source>Turn your head to the right.</source>
        <translation>Gire la cabeza a la derecha.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="27" />
        <source>Nod your head.</source>
        <translation>Asienta con la cabeza.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="28" />
        <source>Blink twice with both eyes.</source>
        <translation>Parpadee dos veces con ambos ojos.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="29" />
        <source>Give a big smile.</source>
        <translation>Sonría ampliamente.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="30" />
        <source>Look straight ahead again.</source>
        <translation>Mire de nuevo al frente.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="31" />
        <source>Watch the screen and hold still.</source>
        <translation>Mire la pantalla sin moverse.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="32" />
        <source>Thank you, please go on.</source>
        <translation>Gracias, puede pasar.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="33" />
        <source>Please make room for the next person.</source>
        <translation>Por favor, deje paso a la siguiente persona.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="34" />
        <source>That did not work. Please try again.</source>
        <translation>No ha funcionado. Inténtelo otra vez.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="35" />
        <source>Please ask the staff for help.</source>
        <translation>Pida ayuda al personal, por favor.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="36" />
        <source>Out of order. Please ask the staff.</source>
        <translation>Fuera de servicio. Consulte al personal.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="60" />
        <source>Open again in about a minute.</source>
        <translation>Disponible en un minuto, más o menos.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="61" />
        <source>Open again in about {0} minutes.</source>
        <translation>Disponible en unos {0} minutos.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="63" />
        <source>Open again in {0} s.</source>
        <translation>Disponible en {0} s.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="65" />
        <source>Please step aside first.</source>
        <translation>Primero hágase a un lado, por favor.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="73" />
        <source>Come closer to begin.</source>
        <translation>Acérquese para empezar.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="78" />
        <source>The screen will change colour. Sensitive to light? Please ask the staff.</source>
        <translation>La pantalla cambiará de color. ¿Sensible a la luz? Pregunte al personal.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="84" />
        <source>The camera looks at your face.</source>
        <translation>La cámara mira su rostro.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="89" />
        <source>The camera at this gate checks that a real person stands before it. The picture is judged in this device. It is not compared with anybody's.</source>
        <translation>La cámara de este acceso comprueba que delante hay una persona real. La imagen se analiza en este dispositivo. No se compara con la de nadie.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="95" />
        <source>A picture of your face is kept, encrypted, for a limited time.</source>
        <translation>Se guarda una imagen cifrada de su rostro por un tiempo limitado.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="97" />
        <source>The picture is not kept.</source>
        <translation>La imagen no se guarda.</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="105" />
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="106" />
        <source>Yes, begin</source>
        <translation>Sí, empezar</translation>
    </message>
    <message>
        <location filename="../kiosk/sentences.py" line="106" />
        <source>No, thank you</source>
        <translation>No, gracias</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="132" />
        <source>Too many wrong PINs. Wait {0} s.</source>
        <translation>Demasiados PIN erróneos. Espere {0} s.</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="134" />
        <source>One moment…</source>
        <translation>Un momento…</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="136" />
        <source>That PIN is not right.</source>
        <translation>El PIN no es correcto.</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="150" />
        <source>The operator's PIN</source>
        <translation>PIN del operador</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="151" />
        <source>Erase</source>
        <translation>Borrar</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="152" />
        <source>Enter</source>
        <translation>Confirmar</translation>
    </message>
    <message>
        <location filename="../kiosk/keypad.py" line="153" />
        <source>Back</source>
        <translation>Volver</translation>
    </message>
</context><context>
    <name>Legend</name>
    <message>
        <location filename="../language.py" line="205" />
        <source>more live</source>
        <translation>más vivo</translation>
    </message>
    <message>
        <location filename="../language.py" line="205" />
        <source>more attack</source>
        <translation>más ataque</translation>
    </message>
    <message>
        <location filename="../language.py" line="211" />
        <source>around the face</source>
        <translation>alrededor del rostro</translation>
    </message>
    <message>
        <location filename="../language.py" line="212" />
        <source>on the forehead</source>
        <translation>en la frente</translation>
    </message>
    <message>
        <location filename="../language.py" line="213" />
        <source>at the eyes</source>
        <translation>en los ojos</translation>
    </message>
    <message>
        <location filename="../language.py" line="214" />
        <source>in the middle of the face</source>
        <translation>en el centro del rostro</translation>
    </message>
    <message>
        <location filename="../language.py" line="215" />
        <source>at mouth and chin</source>
        <translation>en la boca y el mentón</translation>
    </message>
    <message>
        <location filename="../language.py" line="218" />
        <source>Points to an attack, above all {0} ({1})</source>
        <translation>Apunta a un ataque, sobre todo {0} ({1})</translation>
    </message>
    <message>
        <location filename="../language.py" line="219" />
        <source>Points to a live person, above all {0} ({1})</source>
        <translation>Apunta a una persona viva, sobre todo {0} ({1})</translation>
    </message>
    <message>
        <location filename="../language.py" line="220" />
        <source>This frame alone points to an attack, above all {0} ({1})</source>
        <translation>Esta imagen por sí sola apunta a un ataque, sobre todo {0} ({1})</translation>
    </message>
    <message>
        <location filename="../language.py" line="223" />
        <source>This frame alone points to a live person, above all {0} ({1})</source>
        <translation>Esta imagen por sí sola apunta a una persona viva, sobre todo {0} ({1})</translation>
    </message>
</context><context>
    <name>Menu</name>
    <message>
        <location filename="../menus.py" line="293" />
        <source>Theme</source>
        <translation>Tema</translation>
    </message>
    <message>
        <location filename="../menus.py" line="294" />
        <source>Dark</source>
        <translation>Oscuro</translation>
    </message>
    <message>
        <location filename="../menus.py" line="294" />
        <source>Light</source>
        <translation>Claro</translation>
    </message>
    <message>
        <location filename="../menus.py" line="299" />
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <location filename="../menus.py" line="305" />
        <source>Ask before saving pictures</source>
        <translation>Preguntar antes de guardar imágenes</translation>
    </message>
    <message>
        <location filename="../menus.py" line="310" />
        <source>Folder for pictures…</source>
        <translation>Carpeta de imágenes…</translation>
    </message>
    <message>
        <location filename="../menus.py" line="315" />
        <source>About facevouch</source>
        <translation>Acerca de facevouch</translation>
    </message>
</context><context>
    <name>Models</name>
    <message>
        <location filename="../menus.py" line="195" />
        <source>No model: facevouch models import FILE</source>
        <translation>Sin modelo: facevouch models import FILE</translation>
    </message>
    <message>
        <location filename="../menus.py" line="199" />
        <source>Off</source>
        <translation>Desactivado</translation>
    </message>
    <message>
        <location filename="../menus.py" line="215" />
        <source>AUC {0}</source>
        <translation>AUC {0}</translation>
    </message>
    <message>
        <location filename="../menus.py" line="217" />
        <source>{0} ms here</source>
        <translation>{0} ms aquí</translation>
    </message>
</context><context>
    <name>Notices</name>
    <message>
        <location filename="../notices.py" line="49" />
        <source>No usable anti-spoofing model: nobody can be vouched for, every face is “unavailable”. Install one with: facevouch models import FILE</source>
        <translation>No hay un modelo antisuplantación utilizable: no se puede responder por nadie, cada rostro queda «no disponible». Añada uno con: facevouch models import FILE</translation>
    </message>
    <message>
        <location filename="../notices.py" line="59" />
        <source>Calibrate…</source>
        <translation>Calibrar…</translation>
    </message>
    <message>
        <location filename="../notices.py" line="61" />
        <source>This camera is not calibrated, so nobody is vouched for.</source>
        <translation>Esta cámara no está calibrada, por eso no se avala a nadie.</translation>
    </message>
    <message>
        <location filename="../notices.py" line="64" />
        <source>This camera is not calibrated: how often verdicts are wrong here is not known.</source>
        <translation>Esta cámara no está calibrada: no se sabe con qué frecuencia fallan aquí los veredictos.</translation>
    </message>
    <message>
        <location filename="../notices.py" line="98" />
        <source>Try again</source>
        <translation>Reintentar</translation>
    </message>
    <message>
        <location filename="../notices.py" line="101" />
        <source>No picture: {0}</source>
        <translation>Sin imagen: {0}</translation>
    </message>
    <message>
        <location filename="../notices.py" line="104" />
        <source>The picture stopped; trying again by itself. ({0})</source>
        <translation>La imagen se detuvo; se reintenta automáticamente. ({0})</translation>
    </message>
    <message>
        <location filename="../notices.py" line="117" />
        <source>This looks like a looped recording, not a live camera.</source>
        <translation>Parece una grabación en bucle, no una cámara en directo.</translation>
    </message>
    <message>
        <location filename="../notices.py" line="119" />
        <source>This looks like a virtual camera, not a real one.</source>
        <translation>Parece una cámara virtual, no una real.</translation>
    </message>
    <message>
        <location filename="../notices.py" line="121" />
        <source>This is not the camera that was set up here.</source>
        <translation>No es la cámara que se configuró aquí.</translation>
    </message>
    <message>
        <location filename="../notices.py" line="122" />
        <source>This does not look like a live camera.</source>
        <translation>No parece una cámara en directo.</translation>
    </message>
    <message>
        <location filename="../notices.py" line="136" />
        <source>The model stays as it was: {0}</source>
        <translation>El modelo sigue como estaba: {0}</translation>
    </message>
    <message>
        <location filename="../notices.py" line="138" />
        <source>The source was not changed: {0}</source>
        <translation>La fuente no se cambió: {0}</translation>
    </message>
    <message>
        <location filename="../notices.py" line="146" />
        <source>Opening the source…</source>
        <translation>Abriendo la fuente…</translation>
    </message>
    <message>
        <location filename="../notices.py" line="148" />
        <source>No picture. Choose a source, or drop a video here.</source>
        <translation>Sin imagen. Elija una fuente o suelte aquí un vídeo.</translation>
    </message>
    <message>
        <location filename="../notices.py" line="150" />
        <source>Waiting for the camera to come back…</source>
        <translation>Esperando a que vuelva la cámara…</translation>
    </message>
    <message>
        <location filename="../notices.py" line="151" />
        <source>Waiting for the first picture…</source>
        <translation>Esperando la primera imagen…</translation>
    </message>
</context><context>
    <name>Operator</name>
    <message>
        <location filename="../kiosk/report.py" line="33" />
        <source>Now</source>
        <translation>Ahora</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="65" />
        <location filename="../kiosk/report.py" line="34" />
        <source>Says</source>
        <translation>Dice</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="35" />
        <source>Progress</source>
        <translation>Progreso</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="39" />
        <source>Gesture</source>
        <translation>Gesto</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="41" />
        <source>{0} of {1} px</source>
        <translation>{0} de {1} px</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="142" />
        <location filename="../kiosk/report.py" line="42" />
        <source>Size of the face</source>
        <translation>Tamaño del rostro</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="44" />
        <source>Time left</source>
        <translation>Tiempo restante</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="46" />
        <source>Attempts left</source>
        <translation>Intentos restantes</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="49" />
        <location filename="../kiosk/report.py" line="48" />
        <source>Session</source>
        <translation>Sesión</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="63" />
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="261" />
        <location filename="../kiosk/report.py" line="67" />
        <source>Picture</source>
        <translation>Imagen</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="69" />
        <source>Trust</source>
        <translation>Confianza</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="72" />
        <source>Judged, delivered</source>
        <translation>Analizados, recibidos</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="75" />
        <source>Dropped</source>
        <translation>Descartados</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="78" />
        <source>Restarts</source>
        <translation>Reinicios</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="79" />
        <source>Camera</source>
        <translation>Cámara</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="88" />
        <source>Calibration</source>
        <translation>Calibración</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="93" />
        <source>Models and times</source>
        <translation>Modelos y tiempos</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="103" />
        <source>works</source>
        <translation>funciona</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="105" />
        <source>does not work</source>
        <translation>no funciona</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="108" />
        <source>{0} waiting</source>
        <translation>{0} en espera</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="110" />
        <source>Delivery</source>
        <translation>Entrega</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="135" />
        <source>{0}, this frame</source>
        <translation>{0}, este fotograma</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="139" />
        <source>Reasons</source>
        <translation>Motivos</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="141" />
        <source>Frames scored</source>
        <translation>Imágenes puntuadas</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="144" />
        <source>Sharpness, brightness</source>
        <translation>Nitidez, brillo</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="148" />
        <source>Turned, raised, tilted</source>
        <translation>Girado, alzado, ladeado</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="161" />
        <source>waiting for somebody</source>
        <translation>espera a alguien</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="162" />
        <source>asking for consent</source>
        <translation>pide consentimiento</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="163" />
        <source>positioning the face</source>
        <translation>buscando la posición</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="164" />
        <source>holding still</source>
        <translation>sin moverse</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="165" />
        <source>challenge</source>
        <translation>prueba</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="166" />
        <source>accepted</source>
        <translation>aceptado</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="167" />
        <source>refused</source>
        <translation>rechazado</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="168" />
        <source>cooling down</source>
        <translation>en pausa</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="169" />
        <source>out of order</source>
        <translation>fuera de servicio</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="220" />
        <location filename="../kiosk/operator.py" line="191" />
        <source>Calibrate</source>
        <translation>Calibrar</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="216" />
        <source>Operator's screen</source>
        <translation>Pantalla del operador</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="217" />
        <source>Back to the gate</source>
        <translation>Volver al acceso</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="221" />
        <source>End the cool-down</source>
        <translation>Terminar la pausa</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="222" />
        <source>Quit</source>
        <translation>Salir</translation>
    </message>
    <message>
        <location filename="../kiosk/operator.py" line="264" />
        <source>Saved in {0}</source>
        <translation>Guardado en {0}</translation>
    </message>
</context><context>
    <name>Performance</name>
    <message>
        <location filename="../panels/performance.py" line="127" />
        <source>Performance</source>
        <translation>Rendimiento</translation>
    </message>
    <message>
        <location filename="../panels/performance.py" line="128" />
        <source>frames/s</source>
        <translation>imágenes/s</translation>
    </message>
    <message>
        <location filename="../panels/performance.py" line="129" />
        <source>from the camera</source>
        <translation>de la cámara</translation>
    </message>
    <message>
        <location filename="../panels/performance.py" line="130" />
        <source>dropped</source>
        <translation>descartadas</translation>
    </message>
    <message>
        <location filename="../panels/performance.py" line="132" />
        <source>Milliseconds a frame: median / 95th percentile</source>
        <translation>Milisegundos por imagen: mediana / percentil 95</translation>
    </message>
</context><context>
    <name>Playback</name>
    <message>
        <location filename="../playback_bar.py" line="188" />
        <source>One frame back</source>
        <translation>Un fotograma atrás</translation>
    </message>
    <message>
        <location filename="../playback_bar.py" line="189" />
        <source>One frame on</source>
        <translation>Un fotograma adelante</translation>
    </message>
    <message>
        <location filename="../playback_bar.py" line="190" />
        <source>Play over and over</source>
        <translation>Repetir sin parar</translation>
    </message>
    <message>
        <location filename="../playback_bar.py" line="191" />
        <source>Speed</source>
        <translation>Velocidad</translation>
    </message>
    <message>
        <location filename="../playback_bar.py" line="192" />
        <source>Position in the file, coloured by verdict</source>
        <translation>Posición en el archivo, con el color del veredicto</translation>
    </message>
</context><context>
    <name>Privacy</name>
    <message>
        <location filename="../saving.py" line="55" />
        <source>Record a video?</source>
        <translation>¿Grabar un vídeo?</translation>
    </message>
    <message>
        <location filename="../saving.py" line="57" />
        <source>Save a snapshot?</source>
        <translation>¿Guardar una instantánea?</translation>
    </message>
    <message>
        <location filename="../saving.py" line="66" />
        <source>The file will show the people in front of the camera. Save it only if they know and agree, keep it no longer than needed, and mind the rules that apply to you. facevouch saves nothing on its own.</source>
        <translation>El archivo mostrará a las personas que están ante la cámara. Guárdelo solo si lo saben y están de acuerdo, consérvelo no más de lo necesario y respete las normas que le correspondan. facevouch no guarda nada por su cuenta.</translation>
    </message>
    <message>
        <location filename="../saving.py" line="127" />
        <location filename="../saving.py" line="81" />
        <location filename="../saving.py" line="77" />
        <source>Folder</source>
        <translation>Carpeta</translation>
    </message>
    <message>
        <location filename="../saving.py" line="78" />
        <source>Choose…</source>
        <translation>Elegir…</translation>
    </message>
    <message>
        <location filename="../saving.py" line="87" />
        <source>Draw boxes and verdicts into it</source>
        <translation>Dibujar en él recuadros y veredictos</translation>
    </message>
    <message>
        <location filename="../saving.py" line="89" />
        <source>Remember this and do not ask again</source>
        <translation>Recordarlo y no volver a preguntar</translation>
    </message>
    <message>
        <location filename="../saving.py" line="92" />
        <source>Record</source>
        <translation>Grabar</translation>
    </message>
    <message>
        <location filename="../saving.py" line="92" />
        <source>Save</source>
        <translation>Guardar</translation>
    </message>
    <message>
        <location filename="../saving.py" line="96" />
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
</context><context>
    <name>Saving</name>
    <message>
        <location filename="../saving.py" line="240" />
        <source>There is no picture to save yet.</source>
        <translation>Aún no hay imagen que guardar.</translation>
    </message>
    <message>
        <location filename="../saving.py" line="261" />
        <source>Open folder</source>
        <translation>Abrir carpeta</translation>
    </message>
    <message>
        <location filename="../saving.py" line="264" />
        <source>Saved: {0}</source>
        <translation>Guardado: {0}</translation>
    </message>
</context><context>
    <name>Sources</name>
    <message>
        <location filename="../menus.py" line="100" />
        <source>Cameras</source>
        <translation>Cámaras</translation>
    </message>
    <message>
        <location filename="../menus.py" line="105" />
        <source>No camera found</source>
        <translation>No se encontró ninguna cámara</translation>
    </message>
    <message>
        <location filename="../menus.py" line="107" />
        <source>Looking for cameras…</source>
        <translation>Buscando cámaras…</translation>
    </message>
    <message>
        <location filename="../menus.py" line="149" />
        <location filename="../menus.py" line="113" />
        <source>Demo</source>
        <translation>Demostración</translation>
    </message>
    <message>
        <location filename="../menus.py" line="150" />
        <location filename="../menus.py" line="114" />
        <source>Test pattern</source>
        <translation>Carta de ajuste</translation>
    </message>
    <message>
        <location filename="../menus.py" line="119" />
        <source>Recent</source>
        <translation>Recientes</translation>
    </message>
    <message>
        <location filename="../menus.py" line="147" />
        <source>First camera</source>
        <translation>Primera cámara</translation>
    </message>
    <message>
        <location filename="../menus.py" line="158" />
        <source>Stream</source>
        <translation>Transmisión</translation>
    </message>
    <message>
        <location filename="../menus.py" line="160" />
        <source>Camera {0}</source>
        <translation>Cámara {0}</translation>
    </message>
</context><context>
    <name>Status</name>
    <message>
        <location filename="../statusline.py" line="46" />
        <source>Paused</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="48" />
        <source>{0} frames/s</source>
        <translation>{0} imágenes/s</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="50" />
        <source>{0} ms a frame</source>
        <translation>{0} ms por imagen</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="51" />
        <source>{0} dropped</source>
        <translation>{0} descartadas</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="57" />
        <source>Starting</source>
        <translation>Iniciando</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="59" />
        <source>Opening</source>
        <translation>Abriendo</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="60" />
        <source>Playing</source>
        <translation>En marcha</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="61" />
        <source>Stalled</source>
        <translation>Detenida</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="62" />
        <source>Frozen</source>
        <translation>Congelada</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="63" />
        <source>Reconnecting</source>
        <translation>Reconectando</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="64" />
        <source>Ended</source>
        <translation>Terminada</translation>
    </message>
    <message>
        <location filename="../statusline.py" line="65" />
        <source>Lost</source>
        <translation>Perdida</translation>
    </message>
</context><context>
    <name>Tiles</name>
    <message>
        <location filename="../camera_tiles.py" line="74" />
        <source>No face</source>
        <translation>Sin cara</translation>
    </message>
    <message>
        <location filename="../camera_tiles.py" line="79" />
        <source>{0} fps</source>
        <translation>{0} fps</translation>
    </message>
</context><context>
    <name>Timeline</name>
    <message>
        <location filename="../panels/timeline.py" line="281" />
        <location filename="../panels/timeline.py" line="256" />
        <location filename="../kiosk/operator.py" line="260" />
        <source>Verdicts</source>
        <translation>Veredictos</translation>
    </message>
    <message>
        <location filename="../panels/timeline.py" line="228" />
        <source>{0} of {1}</source>
        <translation>{0} de {1}</translation>
    </message>
    <message>
        <location filename="../panels/timeline.py" line="230" />
        <source>No verdict yet.</source>
        <translation>Aún no hay veredictos.</translation>
    </message>
    <message>
        <location filename="../panels/timeline.py" line="258" />
        <source>Export…</source>
        <translation>Exportar…</translation>
    </message>
    <message>
        <location filename="../panels/timeline.py" line="259" />
        <source>Forget all</source>
        <translation>Olvidar todo</translation>
    </message>
    <message>
        <location filename="../panels/timeline.py" line="260" />
        <source>Pictures are held in memory only.</source>
        <translation>Las imágenes solo se guardan en memoria.</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="97" />
        <source>Which verdicts are listed</source>
        <translation>Qué veredictos se muestran</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="136" />
        <source>State</source>
        <translation>Estado</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="137" />
        <source>Kind of attack</source>
        <translation>Tipo de ataque</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="138" />
        <source>Reason</source>
        <translation>Motivo</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="139" />
        <source>Camera</source>
        <translation>Cámara</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="140" />
        <source>Time</source>
        <translation>Hora</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="146" />
        <source>All verdicts</source>
        <translation>Todos los veredictos</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="147" />
        <source>All kinds</source>
        <translation>Todos los tipos</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="148" />
        <source>All reasons</source>
        <translation>Todos los motivos</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="149" />
        <source>All cameras</source>
        <translation>Todas las cámaras</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="150" />
        <source>Any time</source>
        <translation>En cualquier momento</translation>
    </message>
    <message>
        <location filename="../panels/verdict_filter.py" line="162" />
        <source>The last {0} minutes</source>
        <translation>Últimos {0} minutos</translation>
    </message>
</context><context>
    <name>TopBar</name>
    <message>
        <location filename="../topbar.py" line="135" />
        <source>Source</source>
        <translation>Fuente</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="136" />
        <source>Where the picture comes from</source>
        <translation>De dónde viene la imagen</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="137" />
        <source>Models</source>
        <translation>Modelos</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="138" />
        <source>The models in use</source>
        <translation>Los modelos en uso</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="139" />
        <source>Heatmap</source>
        <translation>Mapa de calor</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="140" />
        <source>Whose evidence is laid over the faces</source>
        <translation>De quién es la evidencia que se ve sobre las caras</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="142" />
        <location filename="../topbar.py" line="141" />
        <source>Strength of the heatmap</source>
        <translation>Intensidad del mapa de calor</translation>
    </message>
    <message>
        <location filename="../topbar.py" line="144" />
        <location filename="../topbar.py" line="143" />
        <source>Menu</source>
        <translation>Menú</translation>
    </message>
</context><context>
    <name>Video</name>
    <message>
        <location filename="../video_view.py" line="137" />
        <source>No heatmap: there is no face in the picture</source>
        <translation>Sin mapa de calor: no hay ningún rostro en la imagen</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="149" />
        <source>No heatmap: this model gives no evidence map</source>
        <translation>Sin mapa de calor: este modelo no da mapa de evidencia</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="153" />
        <source>No heatmap: the face is yet to be scored</source>
        <translation>Sin mapa de calor: el rostro aún no se ha puntuado</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="154" />
        <source>No heatmap, for the face is not scored: {0}</source>
        <translation>Sin mapa de calor, pues el rostro no se puntúa: {0}</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="170" />
        <source>Video</source>
        <translation>Vídeo</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="172" />
        <source>The picture with the faces found and their verdicts</source>
        <translation>La imagen con los rostros hallados y sus veredictos</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="175" />
        <source>Played to the end · play again</source>
        <translation>Reproducido hasta el final · repetir</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="191" />
        <source>Demo · no camera found · choose a camera</source>
        <translation>Demostración · no se encontró cámara · elegir cámara</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="255" />
        <source>Paused</source>
        <translation>En pausa</translation>
    </message>
    <message>
        <location filename="../video_view.py" line="288" />
        <source>{0}: {1} logits here</source>
        <translation>{0}: aquí {1} logits</translation>
    </message>
    <message>
        <location filename="../language.py" line="233" />
        <source>No map of this face now</source>
        <translation>Ahora no hay mapa de este rostro</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="69" />
        <source>Source not trusted</source>
        <translation>Fuente no fiable</translation>
    </message>
</context><context>
    <name>Window</name>
    <message>
        <location filename="../window.py" line="232" />
        <source>Something in the window failed: {0}</source>
        <translation>Algo falló en la ventana: {0}</translation>
    </message>
    <message>
        <location filename="../window.py" line="374" />
        <source>No model</source>
        <translation>Sin modelo</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="18" />
        <source>Videos and pictures</source>
        <translation>Vídeos e imágenes</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="19" />
        <source>All files</source>
        <translation>Todos los archivos</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="21" />
        <source>Open a file</source>
        <translation>Abrir un archivo</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="29" />
        <source>Open a stream</source>
        <translation>Abrir una transmisión</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="30" />
        <source>Address (rtsp://… or http://…)</source>
        <translation>Dirección (rtsp://… o http://…)</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="42" />
        <source>Folder for pictures</source>
        <translation>Carpeta de imágenes</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="54" />
        <source>facevouch cannot start.</source>
        <translation>facevouch no puede iniciarse.</translation>
    </message>
    <message>
        <location filename="../dialogs.py" line="63" />
        <source>facevouch {0}

Vouches, face by face, that a live person is in front of the camera. Works without a network; saves nothing unless asked.

Apache-2.0</source>
        <translation>facevouch {0}

Responde, rostro por rostro, de que ante la cámara hay una persona real. Funciona sin red; no guarda nada si no se le pide.

Apache-2.0</translation>
    </message>
</context><context>
    <name>Words</name>
    <message>
        <location filename="../language.py" line="85" />
        <source>No font on this machine has Chinese characters, so Chinese cannot be shown. On Debian: apt-get install fonts-noto-cjk</source>
        <translation>Ningún tipo de letra de este equipo tiene caracteres chinos, por lo que no se puede mostrar el chino. En Debian: apt-get install fonts-noto-cjk</translation>
    </message>
    <message>
        <location filename="../language.py" line="94" />
        <source>Chinese (no font here)</source>
        <translation>Chino (sin tipo de letra)</translation>
    </message>
    <message>
        <location filename="../language.py" line="123" />
        <source>Unknown</source>
        <translation>Desconocido</translation>
    </message>
    <message>
        <location filename="../language.py" line="124" />
        <source>Poor view</source>
        <translation>Mala visibilidad</translation>
    </message>
    <message>
        <location filename="../language.py" line="125" />
        <source>Checking</source>
        <translation>Comprobando</translation>
    </message>
    <message>
        <location filename="../language.py" line="126" />
        <source>Live</source>
        <translation>Real</translation>
    </message>
    <message>
        <location filename="../language.py" line="127" />
        <source>Attack</source>
        <translation>Ataque</translation>
    </message>
    <message>
        <location filename="../language.py" line="128" />
        <source>Unavailable</source>
        <translation>No disponible</translation>
    </message>
    <message>
        <location filename="../language.py" line="134" />
        <source>presentation</source>
        <translation>presentación</translation>
    </message>
    <message>
        <location filename="../language.py" line="135" />
        <source>deepfake</source>
        <translation>deepfake</translation>
    </message>
    <message>
        <location filename="../language.py" line="141" />
        <source>too far away</source>
        <translation>demasiado lejos</translation>
    </message>
    <message>
        <location filename="../language.py" line="142" />
        <source>too close</source>
        <translation>demasiado cerca</translation>
    </message>
    <message>
        <location filename="../language.py" line="143" />
        <source>blurred</source>
        <translation>borroso</translation>
    </message>
    <message>
        <location filename="../language.py" line="144" />
        <source>too dark</source>
        <translation>demasiado oscuro</translation>
    </message>
    <message>
        <location filename="../language.py" line="145" />
        <source>too bright</source>
        <translation>demasiado claro</translation>
    </message>
    <message>
        <location filename="../language.py" line="146" />
        <source>turned away</source>
        <translation>girado</translation>
    </message>
    <message>
        <location filename="../language.py" line="147" />
        <source>partly outside the picture</source>
        <translation>en parte fuera de la imagen</translation>
    </message>
    <message>
        <location filename="../language.py" line="148" />
        <source>uncertain detection</source>
        <translation>detección incierta</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="85" />
        <location filename="../language.py" line="149" />
        <source>no usable model</source>
        <translation>ningún modelo utilizable</translation>
    </message>
    <message>
        <location filename="../language.py" line="150" />
        <source>the model failed</source>
        <translation>el modelo falló</translation>
    </message>
    <message>
        <location filename="../language.py" line="151" />
        <source>evidence expired</source>
        <translation>evidencia caducada</translation>
    </message>
    <message>
        <location filename="../language.py" line="152" />
        <source>the camera is not trusted</source>
        <translation>la cámara no es creíble</translation>
    </message>
    <message>
        <location filename="../kiosk/report.py" line="87" />
        <location filename="../language.py" line="153" />
        <source>the camera is not calibrated</source>
        <translation>la cámara no está calibrada</translation>
    </message>
    <message>
        <location filename="../language.py" line="154" />
        <source>by the anti-spoofing model</source>
        <translation>por el modelo antisuplantación</translation>
    </message>
    <message>
        <location filename="../language.py" line="155" />
        <source>by the deepfake model</source>
        <translation>por el modelo de deepfake</translation>
    </message>
    <message>
        <location filename="../language.py" line="156" />
        <source>swapped face</source>
        <translation>rostro intercambiado</translation>
    </message>
    <message>
        <location filename="../language.py" line="157" />
        <source>generated face</source>
        <translation>rostro generado</translation>
    </message>
    <message>
        <location filename="../language.py" line="171" />
        <source>Come closer: {0} of {1} px</source>
        <translation>Acérquese: {0} de {1} px</translation>
    </message>
    <message>
        <location filename="../language.py" line="187" />
        <source>not counted</source>
        <translation>no cuenta</translation>
    </message>
    <message>
        <location filename="../language.py" line="189" />
        <source>undecided</source>
        <translation>indeciso</translation>
    </message>
    <message>
        <location filename="../panels/chart.py" line="285" />
        <location filename="../language.py" line="190" />
        <source>live</source>
        <translation>vivo</translation>
    </message>
    <message>
        <location filename="../panels/chart.py" line="285" />
        <location filename="../language.py" line="191" />
        <source>attack</source>
        <translation>ataque</translation>
    </message>
    <message>
        <location filename="../language.py" line="198" />
        <source>{0} of {1} logits, {2} frames</source>
        <translation>{0} de {1} logits, {2} fotogramas</translation>
    </message>
    <message>
        <location filename="../language.py" line="251" />
        <location filename="../language.py" line="238" />
        <source>Anti-spoofing</source>
        <translation>Antisuplantación</translation>
    </message>
    <message>
        <location filename="../language.py" line="252" />
        <location filename="../language.py" line="239" />
        <source>Deepfake</source>
        <translation>Deepfake</translation>
    </message>
    <message>
        <location filename="../language.py" line="240" />
        <source>Face detector</source>
        <translation>Detector de rostros</translation>
    </message>
    <message>
        <location filename="../language.py" line="246" />
        <source>Capture</source>
        <translation>Captura</translation>
    </message>
    <message>
        <location filename="../language.py" line="247" />
        <source>Detect</source>
        <translation>Detección</translation>
    </message>
    <message>
        <location filename="../language.py" line="248" />
        <source>Track</source>
        <translation>Seguimiento</translation>
    </message>
    <message>
        <location filename="../language.py" line="249" />
        <source>Quality</source>
        <translation>Calidad</translation>
    </message>
    <message>
        <location filename="../language.py" line="250" />
        <source>Crop</source>
        <translation>Recorte</translation>
    </message>
    <message>
        <location filename="../language.py" line="253" />
        <source>Decide</source>
        <translation>Decisión</translation>
    </message>
    <message>
        <location filename="../language.py" line="254" />
        <source>Total</source>
        <translation>Total</translation>
    </message>
    <message>
        <location filename="../language.py" line="255" />
        <source>Window</source>
        <translation>Ventana</translation>
    </message>
</context></TS>
