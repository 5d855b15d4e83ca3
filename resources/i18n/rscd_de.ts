<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
    <context>
        <name>Accessible</name>
        <message>
            <location filename="../../rscd_plugin/dock/accessible.py" />
            <source>Show or hide “{what}”</source>
            <translation>„{what}“ auf- oder zuklappen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/accessible.py" />
            <source>{what}: choose …</source>
            <translation>{what}: auswählen …</translation>
        </message>
    </context>
    <context>
        <name>Area</name>
        <message>
            <location filename="../../rscd_plugin/dock/find/area.py" />
            <source>No polygon is selected. Make a polygon layer active and select one or more in the map.</source>
            <translation>Es ist kein Polygon ausgewählt. Aktivieren Sie einen Polygonlayer, und wählen Sie in der Karte eines oder mehrere aus.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/area.py" />
            <source>The area cannot be written to {path}: {why}. Is the disk full?</source>
            <translation>Das Gebiet kann nicht nach {path} geschrieben werden: {why}. Ist der Datenträger voll?</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/area.py" />
            <source>The selection</source>
            <translation>Die Auswahl</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/area.py" />
            <source>{n} polygons are selected; at most {most} can be taken. Select fewer.</source>
            <translation>{n} Polygone sind ausgewählt; höchstens {most} sind möglich. Wählen Sie weniger aus.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/area.py" />
            <source>{what} shows nothing that both images cover. Move it, or choose another area.</source>
            <translation>{what} zeigt nichts, was beide Bilder abdecken. Verschieben Sie den Ausschnitt, oder wählen Sie ein anderes Gebiet.</translation>
        </message>
    </context>
    <context>
        <name>AreaPicker</name>
        <message>
            <location filename="../../rscd_plugin/dock/find/area_picker.py" />
            <source>All that both cover</source>
            <translation>Alles, was beide abdecken</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/area_picker.py" />
            <source>Current view of the map</source>
            <translation>Aktueller Kartenausschnitt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/area_picker.py" />
            <source>Draw</source>
            <translation>Zeichnen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/area_picker.py" />
            <source>Draw the rectangle in the map: press, pull and let go</source>
            <translation>Das Rechteck in der Karte aufziehen: drücken, ziehen, loslassen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/area_picker.py" />
            <source>Drawn rectangle</source>
            <translation>Gezeichnetes Rechteck</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/area_picker.py" />
            <source>No rectangle is drawn. Press Draw, then pull one open in the map.</source>
            <translation>Es ist kein Rechteck gezeichnet. Drücken Sie „Zeichnen“, und ziehen Sie dann eines in der Karte auf.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/area_picker.py" />
            <source>Selected polygons</source>
            <translation>Ausgewählte Polygone</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/area_picker.py" />
            <source>The current view</source>
            <translation>Der aktuelle Kartenausschnitt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/area_picker.py" />
            <source>The drawn rectangle</source>
            <translation>Das gezeichnete Rechteck</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/area_picker.py" />
            <source>The two images do not overlap. Check that both show the same place and that their CRS are right.</source>
            <translation>Die beiden Bilder überlappen sich nicht. Prüfen Sie, ob beide denselben Ort zeigen und ihre KBS stimmen.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/area_picker.py" />
            <source>Where to look for changes</source>
            <translation>Wo nach Veränderungen gesucht wird</translation>
        </message>
    </context>
    <context>
        <name>Arrivals</name>
        <message>
            <location filename="../../rscd_plugin/dock/find/arrivals.py" />
            <source>Change detection</source>
            <translation>Veränderungserkennung</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/arrivals.py" />
            <source>The results of {run} lie in {folder}, but cannot be shown: {why}</source>
            <translation>Die Ergebnisse von {run} liegen in {folder}, können aber nicht angezeigt werden: {why}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/arrivals.py" />
            <source>{run} failed: {why}</source>
            <translation>{run} ist fehlgeschlagen: {why}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/arrivals.py" />
            <source>{run} has ended after its project was closed. Its results lie in {folder}.</source>
            <translation>{run} wurde fertig, nachdem das Projekt geschlossen war. Die Ergebnisse liegen in {folder}.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/arrivals.py" />
            <source>{run}: changes on {share} % of the area, {area} m².</source>
            <translation>{run}: Veränderungen auf {share} % der Fläche, {area} m².</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/arrivals.py" />
            <source>{run}: changes on {share} % of the area.</source>
            <translation>{run}: Veränderungen auf {share} % der Fläche.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/arrivals.py" />
            <source>{run}: no change was found.</source>
            <translation>{run}: Es wurde keine Veränderung gefunden.</translation>
        </message>
    </context>
    <context>
        <name>BackgroundRun</name>
        <message>
            <location filename="../../rscd_plugin/dock/find/background.py" />
            <source>The algorithm {name} is not there. Is the plugin switched on?</source>
            <translation>Der Algorithmus {name} fehlt. Ist die Erweiterung eingeschaltet?</translation>
        </message>
    </context>
    <context>
        <name>BackgroundTask</name>
        <message>
            <location filename="../../rscd_plugin/dock/background_task.py" />
            <source>The plugin made a mistake ({kind}: {text}). Please report it.</source>
            <translation>Die Erweiterung hat einen Fehler gemacht ({kind}: {text}). Bitte melden Sie ihn.</translation>
        </message>
    </context>
    <context>
        <name>CardWords</name>
        <message>
            <location filename="../../rscd_plugin/dock/find/card_words.py" />
            <source>Its probabilities are calibrated.</source>
            <translation>Die Wahrscheinlichkeiten sind kalibriert.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/card_words.py" />
            <source>Its probabilities are not calibrated: a ranking, no per cent.</source>
            <translation>Die Wahrscheinlichkeiten sind nicht kalibriert: eine Rangfolge, keine Prozente.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/card_words.py" />
            <source>Kinds of change: {names}</source>
            <translation>Arten der Veränderung: {names}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/card_words.py" />
            <source>Licence: {name}</source>
            <translation>Lizenz: {name}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/card_words.py" />
            <source>Looks at {bands}, at pixels of about {size} m.</source>
            <translation>Sieht {bands} bei Pixeln von etwa {size} m.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/card_words.py" />
            <source>Looks at {bands}.</source>
            <translation>Sieht {bands}.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/card_words.py" />
            <source>Name: {name}</source>
            <translation>Name: {name}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/card_words.py" />
            <source>Trained on: {what}</source>
            <translation>Trainiert mit: {what}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/card_words.py" />
            <source>the model</source>
            <translation>das Modell</translation>
        </message>
    </context>
    <context>
        <name>ChangeDock</name>
        <message>
            <location filename="../../rscd_plugin/dock/change_dock.py" />
            <source>Change detection</source>
            <translation>Veränderungserkennung</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/change_dock.py" />
            <source>Steps of change detection</source>
            <translation>Schritte der Veränderungserkennung</translation>
        </message>
    </context>
    <context>
        <name>Choices</name>
        <message>
            <location filename="../../rscd_plugin/dock/find/choices.py" />
            <source>Change vector analysis</source>
            <translation>Change Vector Analysis</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/choices.py" />
            <source>Classic: {method}</source>
            <translation>Klassisch: {method}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/choices.py" />
            <source>IR-MAD</source>
            <translation>IR-MAD</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/choices.py" />
            <source>No training data: Metric-CD, {mode}</source>
            <translation>Ohne Trainingsdaten: Metric-CD, {mode}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/choices.py" />
            <source>PCA and k-means</source>
            <translation>PCA und k-Means</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/choices.py" />
            <source>Slow feature analysis</source>
            <translation>Slow Feature Analysis</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/choices.py" />
            <source>Trained model: {name}</source>
            <translation>Trainiertes Modell: {name}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/choices.py" />
            <source>the starter model</source>
            <translation>das Startermodell</translation>
        </message>
    </context>
    <context>
        <name>CompareSection</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/section.py" />
            <source>Compare</source>
            <translation>Vergleichen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
    </context>
    <context>
        <name>Copying</name>
        <message>
            <location filename="../../rscd_plugin/dock/review/copying.py" />
            <source>Cancelled. No copy was written.</source>
            <translation>Abgebrochen. Es wurde keine Kopie geschrieben.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/copying.py" />
            <source>Copy to review</source>
            <translation>Kopie zum Prüfen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/copying.py" />
            <source>GeoPackage (*.gpkg)</source>
            <translation>GeoPackage (*.gpkg)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/copying.py" />
            <source>Save a copy to review</source>
            <translation>Kopie zum Prüfen speichern</translation>
        </message>
    </context>
    <context>
        <name>DateStrip</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/strip.py" />
            <source>Post</source>
            <translation>Nachher</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/strip.py" />
            <source>Post: the later date</source>
            <translation>Nachher (Post): der spätere Zeitpunkt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/strip.py" />
            <source>Pre</source>
            <translation>Vorher</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/strip.py" />
            <source>Pre: the earlier date</source>
            <translation>Vorher (Pre): der frühere Zeitpunkt</translation>
        </message>
    </context>
    <context>
        <name>Desktop</name>
        <message>
            <location filename="../../rscd_plugin/dock/desktop.py" />
            <source>Change detection</source>
            <translation>Veränderungserkennung</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/desktop.py" />
            <source>Compare</source>
            <translation>Vergleichen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/desktop.py" />
            <source>Find</source>
            <translation>Finden</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/desktop.py" />
            <source>Open the change detection panel</source>
            <translation>Das Bedienfeld zur Veränderungserkennung öffnen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/desktop.py" />
            <source>Review</source>
            <translation>Prüfen</translation>
        </message>
    </context>
    <context>
        <name>DestinationPicker</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/destination_picker.py" />
            <source>Choose a folder for the results</source>
            <translation>Ordner für die Ergebnisse wählen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/destination_picker.py" />
            <source>Files are named after pre, post and method; none is overwritten</source>
            <translation>Dateien heißen nach Vorher, Nachher und Verfahren; keine wird überschrieben</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/destination_picker.py" />
            <source>Folder for the results</source>
            <translation>Ordner für die Ergebnisse</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/destination_picker.py" />
            <source>In a folder</source>
            <translation>In einem Ordner</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/destination_picker.py" />
            <source>Temporary, until QGIS closes</source>
            <translation>Temporär, bis QGIS beendet wird</translation>
        </message>
    </context>
    <context>
        <name>Estimate</name>
        <message>
            <location filename="../../rscd_plugin/dock/find/estimate.py" />
            <source>{n} gigapixels</source>
            <translation>{n} Gigapixel</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/estimate.py" />
            <source>{n} h</source>
            <translation>{n} h</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/estimate.py" />
            <source>{n} megapixels</source>
            <translation>{n} Megapixel</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/estimate.py" />
            <source>{n} min</source>
            <translation>{n} min</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/estimate.py" />
            <source>{n} s</source>
            <translation>{n} s</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/estimate.py" />
            <source>{size}: about {time}, up to {disk} of disk.</source>
            <translation>{size}: etwa {time}, bis zu {disk} Speicherplatz.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/estimate.py" />
            <source>{size}: very roughly {time}, up to {disk} of disk.</source>
            <translation>{size}: sehr grob {time}, bis zu {disk} Speicherplatz.</translation>
        </message>
    </context>
    <context>
        <name>FindForm</name>
        <message>
            <location filename="../../rscd_plugin/dock/find/find_form.py" />
            <source>&amp;Area</source>
            <translation>&amp;Gebiet</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/find_form.py" />
            <source>Advanced settin&amp;gs…</source>
            <translation>Erweiterte Einstell&amp;ungen…</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/find_form.py" />
            <source>Back to the defaults of the advanced settings</source>
            <translation>Zurück zu den Vorgaben der erweiterten Einstellungen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/find_form.py" />
            <source>Images</source>
            <translation>Bilder</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/find_form.py" />
            <source>Method</source>
            <translation>Methode</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/find_form.py" />
            <source>Open the dialog of the Processing algorithm, filled in with what is chosen here</source>
            <translation>Den Dialog des Verarbeitungsalgorithmus öffnen, ausgefüllt mit dem, was hier gewählt ist</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/find_form.py" />
            <source>Res&amp;ults</source>
            <translation>Ergebni&amp;sse</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/find_form.py" />
            <source>Reset</source>
            <translation>Zurücksetzen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/find_form.py" />
            <source>Where</source>
            <translation>Wo</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/find_form.py" />
            <source>{setting}: {value}</source>
            <translation>{setting}: {value}</translation>
        </message>
    </context>
    <context>
        <name>FindSection</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/find_section.py" />
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/find_section.py" />
            <source>Change detection</source>
            <translation>Veränderungserkennung</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/find_section.py" />
            <source>Find the changes, in the background; several runs wait for each other</source>
            <translation>Die Veränderungen im Hintergrund finden; mehrere Läufe warten aufeinander</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/find_section.py" />
            <source>Ru&amp;n</source>
            <translation>S&amp;tarten</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/find_section.py" />
            <source>Ru&amp;n next</source>
            <translation>Danach s&amp;tarten</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/find_section.py" />
            <source>Stop the run in hand</source>
            <translation>Den laufenden Lauf anhalten</translation>
        </message>
    </context>
    <context>
        <name>Fit</name>
        <message>
            <location filename="../../rscd_plugin/dock/find/fit.py" />
            <source>Pre has {pre} band(s), post {post}; their names do not tell which belong together. Say so in the advanced settings.</source>
            <translation>Das Vorher-Bild hat {pre} Kanäle, das Nachher-Bild {post}; ihre Namen verraten nicht, welche zusammengehören. Legen Sie es in den erweiterten Einstellungen fest.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/fit.py" />
            <source>The model does not say how it wants its input: red, green and blue of 8 bits are assumed. A card beside it would tell.</source>
            <translation>Das Modell sagt nicht, wie es seine Eingabe möchte: Rot, Grün und Blau mit 8 Bit werden angenommen. Eine Modellkarte daneben würde es sagen.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/fit.py" />
            <source>The pixels are {size} m wide; the model was trained on {trained} m. Expect a poorer result, or resample both first.</source>
            <translation>Die Pixel sind {size} m breit; trainiert wurde das Modell mit {trained} m. Das Ergebnis wird schlechter, oder tasten Sie beide zuvor neu ab.</translation>
        </message>
    </context>
    <context>
        <name>FlickerKey</name>
        <message>
            <location filename="../../rscd_plugin/dock/compare/flicker_key.py" />
            <source>Compare: show the other layer</source>
            <translation>Vergleichen: den anderen Layer zeigen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/flicker_key.py" />
            <source>Press to change over to the other layer, hold to see it while the key is down</source>
            <translation>Drücken wechselt zum anderen Layer, Halten zeigt ihn, solange die Taste unten ist</translation>
        </message>
    </context>
    <context>
        <name>HelpButton</name>
        <message>
            <location filename="../../rscd_plugin/dock/help_button.py" />
            <source>Help</source>
            <translation>Hilfe</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/help_button.py" />
            <source>Open the user guide where it tells of this</source>
            <translation>Das Handbuch dort öffnen, wo es davon handelt</translation>
        </message>
    </context>
    <context>
        <name>InstallView</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/install_view.py" />
            <source>&amp;Details</source>
            <translation>Ein&amp;zelheiten</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/install_view.py" />
            <source>Progress of the installation</source>
            <translation>Fortschritt der Installation</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/install_view.py" />
            <source>Time since it began</source>
            <translation>Zeit seit Beginn</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/install_view.py" />
            <source>What the installer says</source>
            <translation>Was das Installationsprogramm sagt</translation>
        </message>
    </context>
    <context>
        <name>LabelsBox</name>
        <message>
            <location filename="../../rscd_plugin/dock/review/labels_box.py" />
            <source>&amp;Ground outside all polygons</source>
            <translation>&amp;Gelände außerhalb aller Polygone</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/labels_box.py" />
            <source>Cancelled. No labels were written.</source>
            <translation>Abgebrochen. Es wurden keine Labels geschrieben.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/labels_box.py" />
            <source>Choose a file for the labels.</source>
            <translation>Wählen Sie eine Datei für die Labels.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/labels_box.py" />
            <source>Choose the raster of pre: its pixels are those of the labels.</source>
            <translation>Wählen Sie das Vorher-Raster: Seine Pixel sind die der Labels.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/labels_box.py" />
            <source>E&amp;xport</source>
            <translation>E&amp;xportieren</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/labels_box.py" />
            <source>GeoTIFF (*.tif)</source>
            <translation>GeoTIFF (*.tif)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/labels_box.py" />
            <source>La&amp;bel raster</source>
            <translation>Labelra&amp;ster</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/labels_box.py" />
            <source>Labels are in {raster}. Change: {accepted} (accepted). No change: {rejected} (rejected). Not known: {open} (open). The accepted ones are in {polygons} too.</source>
            <translation>Die Labels sind in {raster}. Veränderung: {accepted} (angenommen). Keine Veränderung: {rejected} (verworfen). Nicht bekannt: {open} (offen). Die angenommenen sind auch in {polygons}.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/labels_box.py" />
            <source>Labels for training</source>
            <translation>Labels zum Trainieren</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/labels_box.py" />
            <source>Labels from the review</source>
            <translation>Labels aus der Prüfung</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/labels_box.py" />
            <source>Not known</source>
            <translation>Nicht bekannt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/labels_box.py" />
            <source>Open 'Train a change detector' with these labels and both dates filled in</source>
            <translation>„Veränderungsdetektor trainieren“ öffnen, ausgefüllt mit diesen Labels und beiden Zeitpunkten</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/labels_box.py" />
            <source>The label raster; the accepted polygons go to a GeoPackage beside it</source>
            <translation>Das Labelraster; die angenommenen Polygone kommen in ein GeoPackage daneben</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/labels_box.py" />
            <source>Tra&amp;in …</source>
            <translation>&amp;Trainieren …</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/labels_box.py" />
            <source>Unchanged everywhere</source>
            <translation>Überall unverändert</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/labels_box.py" />
            <source>Unchanged in the current map view</source>
            <translation>Im aktuellen Kartenausschnitt unverändert</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/labels_box.py" />
            <source>What the training is told of ground where no polygon lies. Of polygons not reviewed yet it is told nothing</source>
            <translation>Was dem Training über Gelände gesagt wird, auf dem kein Polygon liegt. Über noch nicht geprüfte Polygone wird ihm nichts gesagt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/labels_box.py" />
            <source>Write a raster (1 where accepted, 0 where rejected) on the pixels of pre, and the accepted polygons</source>
            <translation>Ein Raster (1, wo angenommen, 0, wo verworfen) auf den Pixeln des Vorher-Bilds schreiben, und die angenommenen Polygone</translation>
        </message>
    </context>
    <context>
        <name>LayerDate</name>
        <message>
            <location filename="../../rscd_plugin/layers/layer_dates.py" />
            <source>Date not known</source>
            <translation>Datum nicht bekannt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/layer_dates.py" />
            <source>file date</source>
            <translation>Dateidatum</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/layer_dates.py" />
            <source>file name</source>
            <translation>Dateiname</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/layer_dates.py" />
            <source>layer name</source>
            <translation>Layername</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/layer_dates.py" />
            <source>layer's own</source>
            <translation>aus dem Layer</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/layer_dates.py" />
            <source>metadata</source>
            <translation>Metadaten</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/layer_dates.py" />
            <source>{date} ({origin})</source>
            <translation>{date} ({origin})</translation>
        </message>
    </context>
    <context>
        <name>MethodPicker</name>
        <message>
            <location filename="../../rscd_plugin/dock/find/method_picker.py" />
            <source>As published (slow)</source>
            <translation>Wie veröffentlicht (langsam)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/method_picker.py" />
            <source>Classic method</source>
            <translation>Klassisches Verfahren</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/method_picker.py" />
            <source>Classic, without learning</source>
            <translation>Klassisch, ohne Lernen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/method_picker.py" />
            <source>Components of small blocks of the difference, in two groups. Looks at neighbours itself.</source>
            <translation>Hauptkomponenten kleiner Blöcke der Differenz, in zwei Gruppen. Berücksichtigt von sich aus die Nachbarn.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/method_picker.py" />
            <source>Differences in light and sensor fall out by themselves: for dates that do not match in radiometry.</source>
            <translation>Unterschiede in Licht und Sensor fallen von selbst heraus: für Bilder, die radiometrisch nicht zusammenpassen.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/method_picker.py" />
            <source>Fast</source>
            <translation>Schnell</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/method_picker.py" />
            <source>How changes are found</source>
            <translation>Wie Veränderungen gefunden werden</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/method_picker.py" />
            <source>Method</source>
            <translation>Methode</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/method_picker.py" />
            <source>Mode</source>
            <translation>Modus</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/method_picker.py" />
            <source>Much as IR-MAD, with bands compared like with like.</source>
            <translation>Ähnlich wie IR-MAD, doch wird jeder Kanal mit seinesgleichen verglichen.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/method_picker.py" />
            <source>No training data (Metric-CD)</source>
            <translation>Ohne Trainingsdaten (Metric-CD)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/method_picker.py" />
            <source>Optimised on this pair</source>
            <translation>An diesem Bildpaar optimiert</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/method_picker.py" />
            <source>Several scores are joined, and a small network learns on this very pair. It stops by itself.</source>
            <translation>Mehrere Maße werden verbunden, und ein kleines Netz lernt an genau diesem Bildpaar. Es hört von selbst auf.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/method_picker.py" />
            <source>Several scores are joined, nothing is learnt. For a first look and many pairs.</source>
            <translation>Mehrere Maße werden verbunden, nichts wird gelernt. Für einen ersten Blick und viele Bildpaare.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/method_picker.py" />
            <source>The length of the difference of the standardised bands. Quick, and hard to beat.</source>
            <translation>Die Länge der Differenz der standardisierten Kanäle. Schnell und schwer zu schlagen.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/method_picker.py" />
            <source>The published method, term by term. Several seconds an iteration; for comparison only.</source>
            <translation>Das veröffentlichte Verfahren, Term für Term. Mehrere Sekunden je Iteration; nur zum Vergleich.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/method_picker.py" />
            <source>With a trained model</source>
            <translation>Mit einem trainierten Modell</translation>
        </message>
    </context>
    <context>
        <name>ModeChoice</name>
        <message>
            <location filename="../../rscd_plugin/dock/compare/mode_choice.py" />
            <source>&amp;By itself, every</source>
            <translation>V&amp;on selbst, alle</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/mode_choice.py" />
            <source>Both maps move together. The cross shows where the mouse is in the other map.</source>
            <translation>Beide Karten bewegen sich gemeinsam. Das Kreuz zeigt, wo die Maus in der anderen Karte ist.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/mode_choice.py" />
            <source>Compare by</source>
            <translation>Vergleichen durch</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/mode_choice.py" />
            <source>Drag the line in the map. Alt with an arrow key moves it too.</source>
            <translation>Ziehen Sie die Linie in der Karte. Alt mit einer Pfeiltaste bewegt sie auch.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/mode_choice.py" />
            <source>Flic&amp;ker</source>
            <translation>&amp;Umschalten</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/mode_choice.py" />
            <source>Hori&amp;zontal line</source>
            <translation>Waa&amp;gerechte Linie</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/mode_choice.py" />
            <source>Li&amp;ne:</source>
            <translation>&amp;Position:</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/mode_choice.py" />
            <source>No&amp;thing, show the map as it is</source>
            <translation>Nich&amp;ts, die Karte zeigen, wie sie ist</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/mode_choice.py" />
            <source>Seconds between changes</source>
            <translation>Sekunden zwischen den Wechseln</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/mode_choice.py" />
            <source>Side b&amp;y side</source>
            <translation>Nebene&amp;inander</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/mode_choice.py" />
            <source>Sw&amp;ipe</source>
            <translation>Wi&amp;schen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/mode_choice.py" />
            <source>The key that shows the other layer is taken away in QGIS's keyboard shortcuts.</source>
            <translation>Die Taste, die den anderen Layer zeigt, ist in den Tastenkürzeln von QGIS entfernt.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/mode_choice.py" />
            <source>Where the line is in the map</source>
            <translation>Wo die Linie in der Karte liegt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/mode_choice.py" />
            <source>{key} shows the other layer, for as long as you hold it. A short press changes over.</source>
            <translation>{key} zeigt den anderen Layer, solange Sie die Taste halten. Kurzes Drücken wechselt.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/mode_choice.py" />
            <source>{seconds} s</source>
            <translation>{seconds} s</translation>
        </message>
    </context>
    <context>
        <name>ModelPicker</name>
        <message>
            <location filename="../../rscd_plugin/dock/find/model_picker.py" />
            <source>A&amp;bout this model</source>
            <translation>Über dieses &amp;Modell</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/model_picker.py" />
            <source>Choose a model</source>
            <translation>Modell wählen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/model_picker.py" />
            <source>Choose another model file</source>
            <translation>Andere Modelldatei wählen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/model_picker.py" />
            <source>Choose another model file (.onnx)</source>
            <translation>Andere Modelldatei (.onnx) wählen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/model_picker.py" />
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/model_picker.py" />
            <source>ONNX models (*.onnx)</source>
            <translation>ONNX-Modelle (*.onnx)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/model_picker.py" />
            <source>Reading what the model says about itself …</source>
            <translation>Was das Modell über sich sagt, wird gelesen …</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/model_picker.py" />
            <source>Starter (ships with the plugin)</source>
            <translation>Starter (mitgeliefert)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/model_picker.py" />
            <source>The file {path} is not there. Choose another model.</source>
            <translation>Die Datei {path} ist nicht da. Wählen Sie ein anderes Modell.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/model_picker.py" />
            <source>The model says nothing about how it wants its input. It needs a card: see the help.</source>
            <translation>Das Modell sagt nicht, wie es seine Eingabe möchte. Es braucht eine Modellkarte: siehe Hilfe.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/model_picker.py" />
            <source>The starter, models in the model folder of the settings, and models used lately</source>
            <translation>Das Startermodell, Modelle im Modellordner der Einstellungen und zuletzt verwendete</translation>
        </message>
    </context>
    <context>
        <name>OptionsFactory</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>Change detection</source>
            <translation>Veränderungserkennung</translation>
        </message>
    </context>
    <context>
        <name>OptionsPage</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source> MB</source>
            <translation> MB</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>&amp;Device</source>
            <translation>&amp;Rechengerät</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>&amp;Memory for a run</source>
            <translation>&amp;Speicher je Lauf</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>&amp;Runtime folder</source>
            <translation>Ordner der &amp;Laufzeitumgebung</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>&amp;Threads of a run</source>
            <translation>&amp;Threads je Lauf</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>Automatic</source>
            <translation>Automatisch</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>Automatic: a quarter of what is free</source>
            <translation>Automatisch: ein Viertel des freien</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>Automatic: the GPU where it works, else the CPU</source>
            <translation>Automatisch: die GPU, wo sie funktioniert, sonst die CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>Choose an empty or a new folder for the runtime</source>
            <translation>Leeren oder neuen Ordner für die Laufzeitumgebung wählen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>Choose the folder with your models</source>
            <translation>Ordner mit Ihren Modellen wählen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>For runs that leave it open (MEMORY_MB 0).</source>
            <translation>Für Läufe, die es offenlassen (MEMORY_MB 0).</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>GPU (CUDA); a run fails where it does not work</source>
            <translation>GPU (CUDA); wo sie nicht funktioniert, schlägt ein Lauf fehl</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>M&amp;odel folder</source>
            <translation>&amp;Modellordner</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>None: the model that ships with the plugin, and those you open</source>
            <translation>Keiner: das mitgelieferte Modell und die, die Sie öffnen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>Runtime: versions, test, repair …</source>
            <translation>Laufzeitumgebung: Versionen, Test, Reparatur …</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>The most processor threads that the worker's libraries use.</source>
            <translation>Wie viele Prozessor-Threads die Bibliotheken des Arbeitsprozesses höchstens nutzen.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>The panel lists the models in it.</source>
            <translation>Das Bedienfeld führt die Modelle darin auf.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>They hold in the panel, in the Processing Toolbox and in qgis_process.</source>
            <translation>Sie gelten im Bedienfeld, in den Verarbeitungswerkzeugen und in qgis_process.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>Where models run, for runs that leave it open (DEVICE auto).</source>
            <translation>Wo Modelle laufen, für Läufe, die es offenlassen (DEVICE auto).</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>Where the runtime is installed, and looked for.</source>
            <translation>Wo die Laufzeitumgebung installiert und gesucht wird.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/options_page.py" />
            <source>{folder} (set by the variable RSCD_ENVIRONMENT)</source>
            <translation>{folder} (durch die Variable RSCD_ENVIRONMENT festgelegt)</translation>
        </message>
    </context>
    <context>
        <name>PairChoice</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/pair_choice.py" />
            <source>Dr&amp;aw the layers above both</source>
            <translation>Layer darüber &amp;mitzeichnen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/pair_choice.py" />
            <source>Layers above both in the layer panel, such as changes, are drawn on both sides</source>
            <translation>Layer, die im Layerbedienfeld über beiden liegen, etwa Veränderungen, werden auf beiden Seiten gezeichnet</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/pair_choice.py" />
            <source>Le&amp;ft:</source>
            <translation>Lin&amp;ks:</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/pair_choice.py" />
            <source>Ri&amp;ght:</source>
            <translation>Re&amp;chts:</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/pair_choice.py" />
            <source>Shown left of the line, above it, or in the second map</source>
            <translation>Links der Linie, darüber oder in der zweiten Karte gezeigt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/pair_choice.py" />
            <source>Shown right of the line, below it, or in the main map</source>
            <translation>Rechts der Linie, darunter oder in der Hauptkarte gezeigt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/pair_choice.py" />
            <source>Swap left and right</source>
            <translation>Links und rechts tauschen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/pair_choice.py" />
            <source>Two layers are needed to compare. Choose one at Left and one at Right, in the tab Compare.</source>
            <translation>Zum Vergleichen braucht es zwei Layer. Wählen Sie im Reiter „Vergleichen“ je einen bei „Links“ und „Rechts“.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/compare/pair_choice.py" />
            <source>{name} is chosen on both sides. Choose another layer on one of them.</source>
            <translation>{name} ist auf beiden Seiten gewählt. Wählen Sie auf einer davon einen anderen Layer.</translation>
        </message>
    </context>
    <context>
        <name>PairPicker</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/pair_picker.py" />
            <source>Pos&amp;t</source>
            <translation>Na&amp;chher</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/pair_picker.py" />
            <source>Pre</source>
            <translation>Vorher</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/pair_picker.py" />
            <source>Swap pre and post</source>
            <translation>Vorher und Nachher tauschen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/pair_picker.py" />
            <source>The earlier image</source>
            <translation>Das frühere Bild</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/pair_picker.py" />
            <source>The later image</source>
            <translation>Das spätere Bild</translation>
        </message>
    </context>
    <context>
        <name>PreviewControls</name>
        <message>
            <location filename="../../rscd_plugin/dock/preview/controls.py" />
            <source>&amp;Follow the map</source>
            <translation>Der Karte &amp;folgen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/preview/controls.py" />
            <source>Make the preview anew whenever the map has been moved or zoomed</source>
            <translation>Die Vorschau erneuern, sobald die Karte verschoben oder gezoomt wurde</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/preview/controls.py" />
            <source>Making the preview…</source>
            <translation>Vorschau wird erstellt…</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/preview/controls.py" />
            <source>Prev&amp;iew</source>
            <translation>V&amp;orschau</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/preview/controls.py" />
            <source>Preview</source>
            <translation>Vorschau</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/preview/controls.py" />
            <source>Preview at {size} m a pixel, made in {seconds} s.</source>
            <translation>Vorschau mit {size} m je Pixel, in {seconds} s erstellt.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/preview/controls.py" />
            <source>Preview made in {seconds} s.</source>
            <translation>Vorschau in {seconds} s erstellt.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/preview/controls.py" />
            <source>Scores are relative to what is in view.</source>
            <translation>Die Werte gelten im Verhältnis zum Kartenausschnitt.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/preview/controls.py" />
            <source>Show on the map what Run would find in the current view, at the screen's resolution</source>
            <translation>In der Karte zeigen, was „Starten“ im aktuellen Ausschnitt fände, in Bildschirmauflösung</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/preview/controls.py" />
            <source>The model wants {wanted} m: zoom in to see what Run would find.</source>
            <translation>Das Modell möchte {wanted} m: Zoomen Sie hinein, um zu sehen, was „Starten“ fände.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/preview/controls.py" />
            <source>The preview uses the mode “fast”.</source>
            <translation>Die Vorschau verwendet den Modus „Schnell“.</translation>
        </message>
    </context>
    <context>
        <name>PreviewRequest</name>
        <message>
            <location filename="../../rscd_plugin/dock/preview/request.py" />
            <source>The algorithm {name} is not there. Switch the plugin off and on again.</source>
            <translation>Der Algorithmus {name} fehlt. Schalten Sie die Erweiterung aus und wieder ein.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/preview/request.py" />
            <source>The map is empty. Zoom to the layers for a preview.</source>
            <translation>Die Karte ist leer. Zoomen Sie für eine Vorschau auf die Layer.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/preview/request.py" />
            <source>What the map shows has no place in the CRS of “{layer}”. Zoom to that layer for a preview.</source>
            <translation>Was die Karte zeigt, hat im KBS von „{layer}“ keinen Ort. Zoomen Sie für eine Vorschau auf diesen Layer.</translation>
        </message>
    </context>
    <context>
        <name>PreviewViews</name>
        <message>
            <location filename="../../rscd_plugin/dock/preview/views.py" />
            <source>The map shows nothing of post. Zoom to where the two layers overlap for a preview.</source>
            <translation>Die Karte zeigt nichts vom Nachher-Bild. Zoomen Sie für eine Vorschau dorthin, wo die beiden Layer überlappen.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/preview/views.py" />
            <source>The map shows nothing of pre. Zoom to that layer for a preview.</source>
            <translation>Die Karte zeigt nichts vom Vorher-Bild. Zoomen Sie für eine Vorschau auf diesen Layer.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/preview/views.py" />
            <source>{file} cannot be opened as a raster. Is the file there and whole?</source>
            <translation>{file} lässt sich nicht als Raster öffnen. Ist die Datei da und vollständig?</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/preview/views.py" />
            <source>{image} cannot be read, or {folder} cannot be written to. Is the disk full?</source>
            <translation>{image} lässt sich nicht lesen, oder in {folder} kann nicht geschrieben werden. Ist der Datenträger voll?</translation>
        </message>
    </context>
    <context>
        <name>ProblemList</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/problem_list.py" />
            <source>In the way of a run</source>
            <translation>Steht einem Lauf im Weg</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/problem_list.py" />
            <source>Swap</source>
            <translation>Tauschen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/problem_list.py" />
            <source>To be done first</source>
            <translation>Zuerst zu tun</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/problem_list.py" />
            <source>Warning</source>
            <translation>Warnung</translation>
        </message>
    </context>
    <context>
        <name>Problems</name>
        <message>
            <location filename="../../rscd_plugin/dock/find/problems.py" />
            <source>Choose the earlier image as pre.</source>
            <translation>Wählen Sie das frühere Bild als Vorher.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/problems.py" />
            <source>Choose the later image as post.</source>
            <translation>Wählen Sie das spätere Bild als Nachher.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/problems.py" />
            <source>Choose two images of the same place: the earlier one as pre, the later one as post.</source>
            <translation>Wählen Sie zwei Bilder desselben Orts: das frühere als Vorher, das spätere als Nachher.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/problems.py" />
            <source>Neither image has a CRS, and their sizes differ: {pre} and {post} pixels. Set the CRS of both, or crop one.</source>
            <translation>Keines der Bilder hat ein KBS, und ihre Größen unterscheiden sich: {pre} und {post} Pixel. Setzen Sie das KBS beider, oder schneiden Sie eines zu.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/problems.py" />
            <source>Neither image has a CRS: they are compared pixel by pixel, and areas in m² stay unknown.</source>
            <translation>Keines der Bilder hat ein KBS: Sie werden Pixel für Pixel verglichen, und Flächen in m² bleiben unbekannt.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/problems.py" />
            <source>Post</source>
            <translation>Nachher</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/problems.py" />
            <source>Post seems to be older than pre. Swap the two?</source>
            <translation>Nachher scheint älter als Vorher zu sein. Die beiden tauschen?</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/problems.py" />
            <source>Pre</source>
            <translation>Vorher</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/problems.py" />
            <source>Pre and post are the same image. Choose two of different dates.</source>
            <translation>Vorher und Nachher sind dasselbe Bild. Wählen Sie zwei von verschiedenen Zeitpunkten.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/problems.py" />
            <source>The folder {folder} cannot be written to. Choose another one for the results.</source>
            <translation>In den Ordner {folder} kann nicht geschrieben werden. Wählen Sie einen anderen für die Ergebnisse.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/problems.py" />
            <source>The folder {folder} does not exist. Choose another one for the results.</source>
            <translation>Den Ordner {folder} gibt es nicht. Wählen Sie einen anderen für die Ergebnisse.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/problems.py" />
            <source>“{name}” has no CRS, so how the two lie to each other is not known. Set it in the layer's properties.</source>
            <translation>„{name}“ hat kein KBS, so dass nicht bekannt ist, wie die beiden zueinander liegen. Setzen Sie es in den Layereigenschaften.</translation>
        </message>
    </context>
    <context>
        <name>QWidget</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
    </context>
    <context>
        <name>Readiness</name>
        <message>
            <location filename="../../rscd_plugin/dock/find/readiness.py" />
            <source>Choose the folder for the results.</source>
            <translation>Wählen Sie den Ordner für die Ergebnisse.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/readiness.py" />
            <source>The model file is not there any more. Choose another model.</source>
            <translation>Die Modelldatei ist nicht mehr da. Wählen Sie ein anderes Modell.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/readiness.py" />
            <source>The run may need {needed} of disk in {folder}, and {free} are free. Choose another place or a smaller area.</source>
            <translation>Der Lauf braucht bis zu {needed} in {folder}, und {free} sind frei. Wählen Sie einen anderen Ort oder ein kleineres Gebiet.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/readiness.py" />
            <source>This is a lot. {estimate} Try a smaller area first.</source>
            <translation>Das ist viel. {estimate} Versuchen Sie es zuerst mit einem kleineren Gebiet.</translation>
        </message>
    </context>
    <context>
        <name>Refill</name>
        <message>
            <location filename="../../rscd_plugin/dock/find/refill.py" />
            <source>The image “{name}” cannot be found at {source} any more. Load it, and choose it in the panel.</source>
            <translation>Das Bild „{name}“ ist unter {source} nicht mehr zu finden. Laden Sie es, und wählen Sie es im Bedienfeld.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/refill.py" />
            <source>The polygons that were left out are gone; the whole rectangle around the area will be looked at.</source>
            <translation>Die Polygone, die ausgelassen wurden, gibt es nicht mehr; das ganze Rechteck um das Gebiet wird betrachtet.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/refill.py" />
            <source>This result was made by {algorithm}, which the panel does not run. Use the Processing Toolbox.</source>
            <translation>Dieses Ergebnis stammt von {algorithm}, was das Bedienfeld nicht ausführt. Verwenden Sie die Verarbeitungswerkzeuge.</translation>
        </message>
    </context>
    <context>
        <name>ResultGroup</name>
        <message>
            <location filename="../../rscd_plugin/layers/result_group.py" />
            <source>Change mask</source>
            <translation>Veränderungsmaske</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_group.py" />
            <source>Change probability</source>
            <translation>Veränderungswahrscheinlichkeit</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_group.py" />
            <source>Change score, 0-1</source>
            <translation>Veränderungsmaß, 0-1</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_group.py" />
            <source>Changes, by mean model probability (not calibrated)</source>
            <translation>Veränderungen nach mittlerer Modellwahrscheinlichkeit (nicht kalibriert)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_group.py" />
            <source>Changes, by mean probability</source>
            <translation>Veränderungen nach mittlerer Wahrscheinlichkeit</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_group.py" />
            <source>Changes, by mean relative score</source>
            <translation>Veränderungen nach mittlerem relativem Maß</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_group.py" />
            <source>Changes, by mean score</source>
            <translation>Veränderungen nach mittlerem Maß</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_group.py" />
            <source>Model probability, 0-1 (not calibrated)</source>
            <translation>Modellwahrscheinlichkeit, 0-1 (nicht kalibriert)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_group.py" />
            <source>Relative change score, 0-1</source>
            <translation>Relatives Veränderungsmaß, 0-1</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_group.py" />
            <source>The result {file} cannot be opened. Was it moved or removed since the run ended?</source>
            <translation>Das Ergebnis {file} lässt sich nicht öffnen. Wurde es seit dem Ende des Laufs verschoben oder entfernt?</translation>
        </message>
    </context>
    <context>
        <name>ResultNotes</name>
        <message>
            <location filename="../../rscd_plugin/layers/result_notes.py" />
            <source>A change score from 0 to 1: more is surer.</source>
            <translation>Ein Veränderungsmaß von 0 bis 1: mehr ist sicherer.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_notes.py" />
            <source>A relative change score from 0 to 1, no probability. It ranks places: more stands out more, and 0.5 is the edge of what counts as change.</source>
            <translation>Ein relatives Veränderungsmaß von 0 bis 1, keine Wahrscheinlichkeit. Es ordnet Stellen: Mehr sticht mehr heraus, und 0,5 ist der Rand dessen, was als Veränderung gilt.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_notes.py" />
            <source>Finished: {time}.</source>
            <translation>Fertig: {time}.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_notes.py" />
            <source>Made by “{name}” ({id}), {method}.</source>
            <translation>Erstellt mit „{name}“ ({id}), {method}.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_notes.py" />
            <source>Post: {layer}.</source>
            <translation>Nachher: {layer}.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_notes.py" />
            <source>Pre: {layer}.</source>
            <translation>Vorher: {layer}.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_notes.py" />
            <source>Probability of change, calibrated on labels that the model had not learnt from. Of places with 80 %, about 80 in 100 changed where the imagery is like that of the labels.</source>
            <translation>Wahrscheinlichkeit einer Veränderung, kalibriert mit Labels, aus denen das Modell nicht gelernt hat. Von Stellen mit 80 % haben sich etwa 80 von 100 verändert, wo die Bilder denen der Labels gleichen.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_notes.py" />
            <source>Report of the run</source>
            <translation>Bericht des Laufs</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_notes.py" />
            <source>Results: {numbers}.</source>
            <translation>Ergebnisse: {numbers}.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_notes.py" />
            <source>Settings: {settings}.</source>
            <translation>Einstellungen: {settings}.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/result_notes.py" />
            <source>What the model believes, from 0 to 1. It was not calibrated: 0.8 does not mean that 80 in 100 such places changed.</source>
            <translation>Was das Modell glaubt, von 0 bis 1. Es wurde nicht kalibriert: 0,8 heißt nicht, dass sich 80 von 100 solchen Stellen verändert haben.</translation>
        </message>
    </context>
    <context>
        <name>Review</name>
        <message>
            <location filename="../../rscd_plugin/layers/review_labels.py" />
            <source>'{changes}' and '{pre}' must both have a CRS, or none of them. Give the other one its CRS.</source>
            <translation>„{changes}“ und „{pre}“ müssen beide ein KBS haben oder keines von beiden. Geben Sie dem anderen sein KBS.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/review_fields.py" />
            <source>'{layer}' cannot be written to.</source>
            <translation>In „{layer}“ kann nicht geschrieben werden.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/review_fields.py" />
            <source>'{layer}' could not be written; nothing was changed. Is it open in another program? {reasons}</source>
            <translation>„{layer}“ konnte nicht geschrieben werden; nichts wurde geändert. Ist es in einem anderen Programm geöffnet? {reasons}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/review_fields.py" />
            <source>'{layer}' has a field {field} that holds no text. Rename it, or save a copy to review.</source>
            <translation>„{layer}“ hat ein Feld {field}, das keinen Text enthält. Benennen Sie es um, oder speichern Sie eine Kopie zum Prüfen.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/review_store.py" />
            <source>'{layer}' has no attributes {names} yet. Start the review again.</source>
            <translation>„{layer}“ hat noch keine Attribute {names}. Starten Sie die Prüfung noch einmal.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/review_fields.py" />
            <source>'{layer}' is a file of the format {format}, which cannot keep decisions one by one.</source>
            <translation>„{layer}“ ist eine Datei im Format {format}, das Entscheidungen nicht einzeln festhalten kann.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/review_fields.py" />
            <source>'{layer}' is being edited. Save or discard the edits (Layer &gt; Toggle Editing), then go on.</source>
            <translation>„{layer}“ wird bearbeitet. Speichern oder verwerfen Sie die Änderungen (Layer &gt; Bearbeitungsstatus umschalten), dann geht es weiter.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/review_fields.py" />
            <source>'{layer}' is no polygon layer. Choose one with polygons.</source>
            <translation>„{layer}“ ist kein Polygonlayer. Wählen Sie einen mit Polygonen.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/review_fields.py" />
            <source>'{layer}' lies in memory only and is lost when QGIS closes.</source>
            <translation>„{layer}“ liegt nur im Arbeitsspeicher und geht verloren, wenn QGIS beendet wird.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/review_labels.py" />
            <source>A polygon has no place in the CRS of pre: {why}</source>
            <translation>Ein Polygon hat im KBS des Vorher-Bilds keinen Ort: {why}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/review_labels.py" />
            <source>No polygon is accepted or rejected yet, so there is nothing to learn from.</source>
            <translation>Noch ist kein Polygon angenommen oder verworfen, also gibt es nichts zu lernen.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/label_raster.py" />
            <location filename="../../rscd_plugin/layers/review_labels.py" />
            <source>Nothing can be written in {folder}. Is the disk full, or the folder read-only?</source>
            <translation>In {folder} kann nichts geschrieben werden. Ist der Datenträger voll oder der Ordner schreibgeschützt?</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/review_fields.py" />
            <source>Save a copy to review: it is a GeoPackage, and each decision is in it at once.</source>
            <translation>Speichern Sie eine Kopie zum Prüfen: Das ist ein GeoPackage, und jede Entscheidung steht sofort darin.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/shape_edit.py" />
            <source>The edits of '{layer}' could not be saved: {reasons}</source>
            <translation>Die Änderungen an „{layer}“ konnten nicht gespeichert werden: {reasons}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/shape_edit.py" />
            <source>The shapes of '{layer}' cannot be edited.</source>
            <translation>Die Formen von „{layer}“ lassen sich nicht bearbeiten.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/review_store.py" />
            <source>This polygon is no longer in the layer.</source>
            <translation>Dieses Polygon ist nicht mehr im Layer.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/review_store.py" />
            <source>This polygon was changed meanwhile by {user} at {time}; that is left as it is.</source>
            <translation>Dieses Polygon wurde inzwischen von {user} geändert ({time}); das bleibt, wie es ist.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/label_raster.py" />
            <source>{path} cannot be opened as a raster. Is it still there?</source>
            <translation>{path} lässt sich nicht als Raster öffnen. Ist die Datei noch da?</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/layers/review_copy.py" />
            <source>{path} could not be written: {reason}. Is the disk full, or the folder read-only?</source>
            <translation>{path} konnte nicht geschrieben werden: {reason}. Ist der Datenträger voll oder der Ordner schreibgeschützt?</translation>
        </message>
    </context>
    <context>
        <name>ReviewActions</name>
        <message>
            <location filename="../../rscd_plugin/dock/review/keys.py" />
            <source>Accept</source>
            <translation>Annehmen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/keys.py" />
            <source>Class</source>
            <translation>Klasse</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/keys.py" />
            <source>Edit shape</source>
            <translation>Form bearbeiten</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/keys.py" />
            <source>Edit the polygon with QGIS's vertex tool; once more saves it. Areas and scores stay as they were measured</source>
            <translation>Das Polygon mit dem Stützpunktwerkzeug von QGIS bearbeiten; noch einmal speichert es. Flächen und Werte bleiben, wie sie gemessen wurden</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/keys.py" />
            <source>Go back to the previous polygon</source>
            <translation>Zurück zum vorigen Polygon</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/keys.py" />
            <source>Go on to the next polygon, and decide nothing</source>
            <translation>Weiter zum nächsten Polygon, ohne Entscheidung</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/keys.py" />
            <source>Go to the class of this polygon</source>
            <translation>Zur Klasse dieses Polygons gehen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/keys.py" />
            <source>It is a change; go on to the next one</source>
            <translation>Es ist eine Veränderung; weiter zum nächsten</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/keys.py" />
            <source>It is no change; go on to the next one</source>
            <translation>Es ist keine Veränderung; weiter zum nächsten</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/keys.py" />
            <source>Next</source>
            <translation>Nächstes</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/keys.py" />
            <source>Note</source>
            <translation>Notiz</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/keys.py" />
            <source>Previous</source>
            <translation>Voriges</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/keys.py" />
            <source>Reject</source>
            <translation>Verwerfen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/keys.py" />
            <source>Take back the last decision, class, note or shape</source>
            <translation>Die letzte Entscheidung, Klasse, Notiz oder Form zurücknehmen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/keys.py" />
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/keys.py" />
            <source>Write a note on this polygon</source>
            <translation>Eine Notiz zu diesem Polygon schreiben</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/keys.py" />
            <source>{what} (key {key})</source>
            <translation>{what} (Taste {key})</translation>
        </message>
    </context>
    <context>
        <name>ReviewSection</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/section.py" />
            <source>Review</source>
            <translation>Prüfen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/section.py" />
            <source>The copy is {path}.</source>
            <translation>Die Kopie ist {path}.</translation>
        </message>
    </context>
    <context>
        <name>ReviewSession</name>
        <message>
            <location filename="../../rscd_plugin/dock/review/session.py" />
            <source>All polygons are reviewed.</source>
            <translation>Alle Polygone sind geprüft.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/session.py" />
            <source>Cancelled. Choose an order to read the polygons again.</source>
            <translation>Abgebrochen. Wählen Sie eine Reihenfolge, um die Polygone neu zu lesen.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/session.py" />
            <source>Order of review</source>
            <translation>Reihenfolge der Prüfung</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/session.py" />
            <source>Polygons that are no longer in the layer were passed over: {n}.</source>
            <translation>Übergangene Polygone, die nicht mehr im Layer sind: {n}.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/session.py" />
            <source>That was the last one; it goes on from the other end.</source>
            <translation>Das war das letzte; es geht am anderen Ende weiter.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/session.py" />
            <source>The layer holds no polygons.</source>
            <translation>Der Layer enthält keine Polygone.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/session.py" />
            <source>There is no such polygon. Choose others under Show.</source>
            <translation>Solche Polygone gibt es nicht. Wählen Sie unter „Anzeigen“ andere.</translation>
        </message>
    </context>
    <context>
        <name>RscdAlgorithm</name>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>A change map and what really changed in; how good the map is out: figures, report and table</source>
            <translation>Eine Änderungskarte und das, was sich wirklich geändert hat, hinein; wie gut die Karte ist, heraus: Kennzahlen, Bericht und Tabelle</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>A mask or class raster in; stratified random points to be interpreted out</source>
            <translation>Aus einer Maske oder einem Klassenraster werden geschichtete Zufallspunkte zum Interpretieren</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Align a pair</source>
            <translation>Bildpaar angleichen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/align_pair.py" />
            <source>Aligned post</source>
            <translation>Angeglichenes Nachher-Bild</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/align_pair.py" />
            <source>Aligned pre</source>
            <translation>Angeglichenes Vorher-Bild</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/train_detector.py" />
            <source>All</source>
            <translation>Alle</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/sample_points.py" />
            <source>Allocation to the classes</source>
            <translation>Aufteilung auf die Klassen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_polygons.py" />
            <source>Area of all polygons (m²)</source>
            <translation>Fläche aller Polygone (m²)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Area of interest (default: everywhere)</source>
            <translation>Untersuchungsgebiet (Vorgabe: überall)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_sample.py" />
            <source>Area of the class by the sample (m²)</source>
            <translation>Fläche der Klasse laut Stichprobe (m²)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/sample_points.py" />
            <source>Area that the sample stands for (m²)</source>
            <translation>Fläche, für die die Stichprobe steht (m²)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Area under the ROC curve</source>
            <translation>Fläche unter der ROC-Kurve</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Assess a map with a sample</source>
            <translation>Karte mit einer Stichprobe bewerten</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Assess accuracy</source>
            <translation>Genauigkeit bewerten</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Assessment</source>
            <translation>Bewertung</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Average precision</source>
            <translation>Mittlere Genauigkeit (Average Precision)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_algorithm.py" />
            <source>Average precision on ground kept apart</source>
            <translation>Mittlere Präzision auf zurückgehaltenen Flächen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_parameters.py" />
            <source>Band numbers, such as 1,2,3 (default: all)</source>
            <translation>Kanalnummern, etwa 1,2,3 (Vorgabe: alle)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_polygons.py" />
            <source>Band of pre in which a rise is a gain (default: none)</source>
            <translation>Kanal von Vorher (Pre), in dem ein Anstieg ein Zugewinn ist (Vorgabe: keiner)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pair_parameters.py" />
            <source>Bands of post, in the model's order (default: by name, else by order)</source>
            <translation>Kanäle des Nachher-Bilds in der Reihenfolge des Modells (Vorgabe: nach Namen, sonst nach Reihenfolge)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pair_parameters.py" />
            <source>Bands of pre, in the model's order (default: by name, else by order)</source>
            <translation>Kanäle des Vorher-Bilds in der Reihenfolge des Modells (Vorgabe: nach Namen, sonst nach Reihenfolge)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/install_runtime.py" />
            <source>Build</source>
            <translation>Bauart</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>CSV files (*.csv)</source>
            <translation>CSV-Dateien (*.csv)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_sample.py" />
            <source>CSV tables (*.csv)</source>
            <translation>CSV-Tabellen (*.csv)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Change detection</source>
            <translation>Veränderungserkennung</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_outputs.py" />
            <location filename="../../rscd_plugin/algorithms/change_polygons.py" />
            <location filename="../../rscd_plugin/algorithms/threshold_changes.py" />
            <source>Change mask</source>
            <translation>Veränderungsmaske</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Change mask in, and probability and images if you like; polygons with size, shape and change of brightness out</source>
            <translation>Veränderungsmaske hinein, auf Wunsch auch Wahrscheinlichkeit und Bilder; Polygone mit Größe, Form und Helligkeitsänderung heraus</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_outputs.py" />
            <location filename="../../rscd_plugin/algorithms/change_polygons.py" />
            <source>Change polygons</source>
            <translation>Veränderungspolygone</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_outputs.py" />
            <location filename="../../rscd_plugin/algorithms/change_polygons.py" />
            <location filename="../../rscd_plugin/algorithms/threshold_changes.py" />
            <source>Change probability</source>
            <translation>Veränderungswahrscheinlichkeit</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Change probability in; change mask out: by a threshold, hysteresis, cleaning and a smallest area</source>
            <translation>Veränderungswahrscheinlichkeit hinein; Veränderungsmaske heraus: durch Schwellenwert, Hysterese, Bereinigung und kleinste Fläche</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_outputs.py" />
            <location filename="../../rscd_plugin/algorithms/threshold_changes.py" />
            <source>Changed area (m²)</source>
            <translation>Veränderte Fläche (m²)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_outputs.py" />
            <location filename="../../rscd_plugin/algorithms/threshold_changes.py" />
            <source>Changed share of the valid area (0-1)</source>
            <translation>Veränderter Anteil der gültigen Fläche (0-1)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_parameters.py" />
            <source>Checkpoint to go on from</source>
            <translation>Zwischenstand, von dem aus es weitergeht</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_parameters.py" />
            <source>Checkpoints (*.checkpoint.pt)</source>
            <translation>Zwischenstände (*.checkpoint.pt)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_sample.py" />
            <source>Class whose figures are told as numbers</source>
            <translation>Klasse, deren Werte als Zahlen ausgegeben werden</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/threshold_changes.py" />
            <source>Cleaning</source>
            <translation>Bereinigung</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pair_parameters.py" />
            <source>Co-registration: how post is moved onto pre</source>
            <translation>Koregistrierung: wie das Nachher-Bild auf das Vorher-Bild verschoben wird</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_polygons.py" />
            <source>Date of post, as 2019-05-03 (default: as layer or file say)</source>
            <translation>Datum von Nachher (Post), wie 2019-05-03 (Vorgabe: was Layer oder Datei sagen)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_polygons.py" />
            <source>Date of pre, as 2019-05-03 (default: as layer or file say)</source>
            <translation>Datum von Vorher (Pre), wie 2019-05-03 (Vorgabe: was Layer oder Datei sagen)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Detect changes with a trained model</source>
            <translation>Veränderungen mit einem trainierten Modell finden</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Detect changes without a model</source>
            <translation>Veränderungen ohne Modell finden</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pair_parameters.py" />
            <source>Device</source>
            <translation>Rechengerät</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_outputs.py" />
            <location filename="../../rscd_plugin/algorithms/learning_algorithm.py" />
            <source>Device used</source>
            <translation>Verwendetes Rechengerät</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pretrain_encoder.py" />
            <source>Encoder</source>
            <translation>Encoder</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_parameters.py" />
            <source>Epochs at most, of 50 steps each</source>
            <translation>Höchstzahl der Epochen zu je 50 Schritten</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_algorithm.py" />
            <source>Epochs used</source>
            <translation>Durchlaufene Epochen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Expected calibration error</source>
            <translation>Erwarteter Kalibrierungsfehler</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/sample_points.py" />
            <source>Expected user's accuracies, for planning (0.9, or by class: 0.95, 1: 0.7)</source>
            <translation>Erwartete Nutzergenauigkeiten, für die Planung (0.9, oder je Klasse: 0.95, 1: 0.7)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pair_parameters.py" />
            <source>Extent (default: all of pre)</source>
            <translation>Ausdehnung (Vorgabe: das ganze Vorher-Bild)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/sample_points.py" />
            <source>Extent (default: all of the map)</source>
            <translation>Ausdehnung (Vorgabe: die ganze Karte)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Extent (default: all of the result)</source>
            <translation>Ausdehnung (Vorgabe: das ganze Ergebnis)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>F1</source>
            <translation>F1</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>F1 of objects</source>
            <translation>F1 der Objekte</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_algorithm.py" />
            <source>F1 on ground kept apart</source>
            <translation>F1 auf zurückgehaltenen Flächen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/sample_points.py" />
            <source>Fewest points in a class</source>
            <translation>Wenigste Punkte in einer Klasse</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_parameters.py" />
            <source>Field with the class (default: one class)</source>
            <translation>Feld mit der Klasse (Vorgabe: eine Klasse)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Find changes without training data (Metric-CD)</source>
            <translation>Veränderungen ohne Trainingsdaten finden (Metric-CD)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/sample_points.py" />
            <source>Fingerprint of the map</source>
            <translation>Fingerabdruck der Karte</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_parameters.py" />
            <source>Folder of label rasters, named as the images are</source>
            <translation>Ordner mit Labelrastern, die so heißen wie die Bilder</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/install_runtime.py" />
            <source>Folder of the runtime</source>
            <translation>Ordner der Laufzeitumgebung</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/install_runtime.py" />
            <source>Folder of wheels to install from (default: the network)</source>
            <translation>Ordner mit Wheels, aus dem installiert wird (Vorgabe: das Netz)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pair_parameters.py" />
            <source>Grid (same: post is warped onto pre's grid)</source>
            <translation>Pixelraster (same: das Nachher-Bild wird auf das Raster des Vorher-Bilds umprojiziert)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/detect_changes.py" />
            <source>Halo thrown away around a tile, in pixels (default: the model's own)</source>
            <translation>Rand um eine Kachel, der verworfen wird, in Pixeln (Vorgabe: der des Modells)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/align_pair.py" />
            <source>How far post lay to the east of pre (m)</source>
            <translation>Wie weit das Nachher-Bild östlich des Vorher-Bilds lag (m)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/align_pair.py" />
            <source>How far post lay to the north of pre (m)</source>
            <translation>Wie weit das Nachher-Bild nördlich des Vorher-Bilds lag (m)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pair_parameters.py" />
            <source>How post's values are brought to pre's</source>
            <translation>Wie die Werte des Nachher-Bilds denen des Vorher-Bilds angepasst werden</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/threshold_changes.py" />
            <source>Hysteresis: a lower threshold for pixels connected to change (default: none)</source>
            <translation>Hysterese: ein niedrigerer Schwellenwert für Pixel, die mit Veränderung zusammenhängen (Vorgabe: keiner)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_parameters.py" />
            <source>Images of one date</source>
            <translation>Bilder je eines Zeitpunkts</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Images of single dates and their labels in; an encoder for a change detector to start from out, with a report</source>
            <translation>Aus Bildern einzelner Zeitpunkte und ihren Labels wird ein Encoder, mit dem ein Veränderungsdetektor beginnen kann, samt Bericht</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Install the runtime</source>
            <translation>Laufzeitumgebung installieren</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Installs onnxruntime (and PyTorch) into a folder of their own, outside QGIS</source>
            <translation>Installiert onnxruntime (und PyTorch) in einen eigenen Ordner außerhalb von QGIS</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Interpreted sample points in; accuracies and areas with confidence intervals out</source>
            <translation>Aus interpretierten Stichprobenpunkten werden Genauigkeiten und Flächen mit Vertrauensbereichen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Intersection over union</source>
            <translation>Schnitt durch Vereinigung (IoU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/metric_changes.py" />
            <source>Iterations at most (0: optimised 60, reference 50)</source>
            <translation>Höchstzahl der Iterationen (0: optimised 60, reference 50)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/metric_changes.py" />
            <source>Iterations used</source>
            <translation>Durchlaufene Iterationen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_sample.py" />
            <source>Its standard error</source>
            <translation>Deren Standardfehler</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Kappa</source>
            <translation>Kappa</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Labelled pairs, or single dates with labels, in; an ONNX model for detecting changes out, with a report</source>
            <translation>Aus Bildpaaren mit Labels oder einzelnen Zeitpunkten mit Labels wird ein ONNX-Modell, das Veränderungen findet, samt Bericht</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_parameters.py" />
            <source>Labels of these images: polygons or a raster</source>
            <translation>Labels dieser Bilder: Polygone oder ein Raster</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Learning</source>
            <translation>Lernen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_parameters.py" />
            <source>Learning rate (0: automatic)</source>
            <translation>Lernrate (0: automatisch)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/train_detector.py" />
            <source>Licence of images and labels</source>
            <translation>Lizenz der Bilder und Labels</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_algorithm.py" />
            <source>Loss in the first epoch</source>
            <translation>Verlust in der ersten Epoche</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/metric_changes.py" />
            <source>Loss in the first iteration</source>
            <translation>Verlust in der ersten Iteration</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_algorithm.py" />
            <source>Loss in the last epoch</source>
            <translation>Verlust in der letzten Epoche</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/metric_changes.py" />
            <source>Loss in the last iteration</source>
            <translation>Verlust in der letzten Iteration</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_sample.py" />
            <source>Lower end of the area's 95 % interval (m²)</source>
            <translation>Unteres Ende des 95-%-Bereichs der Fläche (m²)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Make a mask from a change probability</source>
            <translation>Maske aus einer Veränderungswahrscheinlichkeit erstellen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Make polygons from a change mask</source>
            <translation>Polygone aus einer Veränderungsmaske erstellen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_sample.py" />
            <source>Map to assess (default: the one that was sampled)</source>
            <translation>Zu bewertende Karte (Vorgabe: die, aus der gezogen wurde)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/sample_points.py" />
            <source>Map: a change mask or a raster of classes</source>
            <translation>Karte: eine Änderungsmaske oder ein Klassenraster</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/align_pair.py" />
            <source>Median residual of the tie points (pixels)</source>
            <translation>Median der Restfehler der Passpunkte (Pixel)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pair_parameters.py" />
            <source>Memory for the run, in MB (0: automatic)</source>
            <translation>Arbeitsspeicher für den Lauf, in MB (0: automatisch)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/classic_changes.py" />
            <source>Method</source>
            <translation>Methode</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/metric_changes.py" />
            <source>Mode</source>
            <translation>Modus</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/train_detector.py" />
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/detect_changes.py" />
            <source>Model (default: the one that ships)</source>
            <translation>Modell (Vorgabe: das mitgelieferte)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/detect_changes.py" />
            <source>Model card (default: the model's own)</source>
            <translation>Modellkarte (Vorgabe: die des Modells)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/train_detector.py" />
            <source>Name of the model</source>
            <translation>Name des Modells</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/metric_changes.py" />
            <location filename="../../rscd_plugin/algorithms/pretrain_encoder.py" />
            <location filename="../../rscd_plugin/algorithms/train_detector.py" />
            <source>Network weights (*.safetensors *.pth *.pt)</source>
            <translation>Netzgewichte (*.safetensors *.pth *.pt)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pretrain_encoder.py" />
            <location filename="../../rscd_plugin/algorithms/train_detector.py" />
            <source>Network weights (*.safetensors)</source>
            <translation>Netzgewichte (*.safetensors)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_parameters.py" />
            <source>Network, where it starts from random weights</source>
            <translation>Netz, wenn es mit Zufallsgewichten beginnt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/sample_points.py" />
            <source>Number of points</source>
            <translation>Anzahl der Punkte</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/sample_points.py" />
            <source>Number of points (0: planned)</source>
            <translation>Anzahl der Punkte (0: wird geplant)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_polygons.py" />
            <source>Number of polygons</source>
            <translation>Anzahl der Polygone</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/sample_points.py" />
            <source>Number of strata</source>
            <translation>Anzahl der Schichten</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/train_detector.py" />
            <source>ONNX models (*.onnx)</source>
            <translation>ONNX-Modelle (*.onnx)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Objects are the same from this intersection over union on</source>
            <translation>Objekte gelten ab diesem Verhältnis von Schnitt zu Vereinigung als dieselben</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/metric_changes.py" />
            <source>Optimise the features on the pair too (not in fast)</source>
            <translation>Auch die Merkmale am Bildpaar optimieren (nicht bei fast)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Overall accuracy</source>
            <translation>Gesamtgenauigkeit</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_sample.py" />
            <source>Overall accuracy (0-1)</source>
            <translation>Gesamtgenauigkeit (0-1)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/train_detector.py" />
            <source>Pairs: the changes, one layer each or one for all</source>
            <translation>Paare: die Veränderungen, je ein Layer oder einer für alle</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/train_detector.py" />
            <source>Pairs: the earlier dates</source>
            <translation>Paare: die früheren Zeitpunkte</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/train_detector.py" />
            <source>Pairs: the later dates, in the same order</source>
            <translation>Paare: die späteren Zeitpunkte in derselben Reihenfolge</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Pixel size for comparing polygons with polygons (default: automatic)</source>
            <translation>Pixelgröße beim Vergleich von Polygonen mit Polygonen (Vorgabe: automatisch)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Pixels found: change in both</source>
            <translation>Gefundene Pixel: Änderung in beiden</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Pixels missed</source>
            <translation>Übersehene Pixel</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Pixels of false alarms</source>
            <translation>Pixel mit falschem Alarm</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Pixels without change in both</source>
            <translation>Pixel ohne Änderung in beiden</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_sample.py" />
            <source>Points left out since they have no reference</source>
            <translation>Punkte, die ohne Referenz sind und ausgelassen wurden</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pretrain_encoder.py" />
            <source>Points of each class in a square</source>
            <translation>Punkte je Klasse in einem Quadrat</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_sample.py" />
            <source>Points refused since a model was trained there</source>
            <translation>Punkte, die abgelehnt wurden, weil dort ein Modell trainiert wurde</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_sample.py" />
            <source>Points used</source>
            <translation>Verwendete Punkte</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pair_parameters.py" />
            <location filename="../../rscd_plugin/algorithms/sample_points.py" />
            <source>Polygons to leave out, such as clouds</source>
            <translation>Polygone, die ausgelassen werden, etwa Wolken</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_polygons.py" />
            <location filename="../../rscd_plugin/algorithms/pair_parameters.py" />
            <source>Post: the later date</source>
            <translation>Nachher (Post): der spätere Zeitpunkt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_polygons.py" />
            <location filename="../../rscd_plugin/algorithms/pair_parameters.py" />
            <source>Pre: the earlier date</source>
            <translation>Vorher (Pre): der frühere Zeitpunkt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Precision</source>
            <translation>Genauigkeit (Precision)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Precision of objects</source>
            <translation>Genauigkeit der Objekte (Precision)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Preparation</source>
            <translation>Vorbereitung</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Pretrain an encoder on labels (SaDL)</source>
            <translation>Encoder mit Labels vortrainieren (SaDL)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_sample.py" />
            <source>Producer's accuracy of the class (0-1)</source>
            <translation>Produzentengenauigkeit der Klasse (0-1)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Recall</source>
            <translation>Trefferquote (Recall)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Recall of objects</source>
            <translation>Trefferquote der Objekte (Recall)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pretrain_encoder.py" />
            <source>Recipe of SaDL</source>
            <translation>Rezept für SaDL</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Reference: what really changed, a raster or polygons</source>
            <translation>Referenz: was sich wirklich geändert hat, ein Raster oder Polygone</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/report_output.py" />
            <source>Report</source>
            <translation>Bericht</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Result: change mask, probability or polygons</source>
            <translation>Ergebnis: Änderungsmaske, Wahrscheinlichkeit oder Polygone</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_polygons.py" />
            <source>Right angles, as buildings have</source>
            <translation>Rechte Winkel, wie Gebäude sie haben</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/sample_points.py" />
            <source>Sample points</source>
            <translation>Stichprobenpunkte</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Sample points to assess a map</source>
            <translation>Stichprobenpunkte für die Bewertung einer Karte</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_sample.py" />
            <source>Sample points with references</source>
            <translation>Stichprobenpunkte mit Referenz</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/classic_changes.py" />
            <location filename="../../rscd_plugin/algorithms/learning_parameters.py" />
            <location filename="../../rscd_plugin/algorithms/metric_changes.py" />
            <location filename="../../rscd_plugin/algorithms/sample_points.py" />
            <source>Seed</source>
            <translation>Startwert des Zufallsgenerators</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/metric_changes.py" />
            <source>Sensitivity (higher: more change)</source>
            <translation>Empfindlichkeit (höher: mehr Veränderung)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_algorithm.py" />
            <source>Separation of foreground and background after</source>
            <translation>Trennung von Vorder- und Hintergrund nachher</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_algorithm.py" />
            <source>Separation of foreground and background before</source>
            <translation>Trennung von Vorder- und Hintergrund vorher</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Set-up</source>
            <translation>Einrichtung</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/threshold_changes.py" />
            <source>Share of the pixels with data that may count as change (0-1), for the method area_quota only</source>
            <translation>Anteil der Pixel mit Daten, der als Veränderung gelten darf (0-1), nur für die Methode area_quota</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/threshold_changes.py" />
            <source>Side of the square for cleaning, in pixels</source>
            <translation>Seite des Quadrats für die Bereinigung, in Pixeln</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_parameters.py" />
            <source>Side of the squares that are learnt from, in pixels</source>
            <translation>Seitenlänge der Quadrate, aus denen gelernt wird, in Pixeln</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_polygons.py" />
            <source>Simplify outlines by, in metres (0: not at all)</source>
            <translation>Umrisse vereinfachen um, in Metern (0: gar nicht)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/classic_changes.py" />
            <location filename="../../rscd_plugin/algorithms/detect_changes.py" />
            <location filename="../../rscd_plugin/algorithms/metric_changes.py" />
            <location filename="../../rscd_plugin/algorithms/threshold_changes.py" />
            <source>Smallest change to keep (m²)</source>
            <translation>Kleinste Veränderung, die bleibt (m²)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/classic_changes.py" />
            <source>Smoothing of the score, in pixels (0: none)</source>
            <translation>Glättung des Maßes, in Pixeln (0: keine)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_algorithm.py" />
            <source>Squares in memory at once</source>
            <translation>Quadrate gleichzeitig im Speicher</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_parameters.py" />
            <source>Squares in one step</source>
            <translation>Quadrate in einem Schritt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/sample_points.py" />
            <source>Standard error of overall accuracy to be expected</source>
            <translation>Zu erwartender Standardfehler der Gesamtgenauigkeit</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/sample_points.py" />
            <source>Standard error of overall accuracy to plan for</source>
            <translation>Standardfehler der Gesamtgenauigkeit, für den geplant wird</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_sample.py" />
            <source>Standard error of producer's accuracy</source>
            <translation>Standardfehler der Produzentengenauigkeit</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_sample.py" />
            <source>Standard error of user's accuracy</source>
            <translation>Standardfehler der Nutzergenauigkeit</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_sample.py" />
            <source>Table</source>
            <translation>Tabelle</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Table of figures</source>
            <translation>Tabelle der Kennzahlen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/detect_changes.py" />
            <source>Threshold (default: the model's own)</source>
            <translation>Schwellenwert (Vorgabe: der des Modells)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/threshold_parameters.py" />
            <source>Threshold method</source>
            <translation>Schwellenwertverfahren</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Threshold of a probability (default: the file's own, else 0.5)</source>
            <translation>Schwelle einer Wahrscheinlichkeit (Vorgabe: die der Datei, sonst 0,5)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_algorithm.py" />
            <source>Threshold that the model carries</source>
            <translation>Schwellenwert, den das Modell mitführt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <location filename="../../rscd_plugin/algorithms/change_outputs.py" />
            <location filename="../../rscd_plugin/algorithms/threshold_changes.py" />
            <source>Threshold used</source>
            <translation>Verwendeter Schwellenwert</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/threshold_parameters.py" />
            <source>Threshold, for the method fixed only, in units of the score</source>
            <translation>Schwellenwert, nur beim Verfahren fixed, in Einheiten des Maßes</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/align_pair.py" />
            <source>Tie points that agree</source>
            <translation>Passpunkte, die übereinstimmen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/install_runtime.py" />
            <source>Tier of packages</source>
            <translation>Umfang der Pakete</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/detect_changes.py" />
            <source>Tile size, in pixels (0: automatic)</source>
            <translation>Kachelgröße in Pixeln (0: automatisch)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/detect_changes.py" />
            <source>Tiles in one call of the model (0: automatic)</source>
            <translation>Kacheln je Modellaufruf (0: automatisch)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Train a change detector</source>
            <translation>Veränderungsdetektor trainieren</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Two rasters and a bi-temporal ONNX model in; change probability, mask and polygons out</source>
            <translation>Aus zwei Rastern und einem bitemporalen ONNX-Modell werden Veränderungswahrscheinlichkeit, Maske und Polygone</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Two rasters in; both on one grid, co-registered and comparable out, with a report</source>
            <translation>Aus zwei Rastern werden zwei koregistrierte, vergleichbare auf einem Pixelraster, samt Bericht</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Two rasters in; relative change score, mask and polygons out, by a classic method</source>
            <translation>Aus zwei Rastern werden nach einem klassischen Verfahren relatives Veränderungsmaß, Maske und Polygone</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Two rasters in; relative change score, mask, polygons and a report out, learnt on the pair itself</source>
            <translation>Aus zwei Rastern werden relatives Veränderungsmaß, Maske, Polygone und ein Bericht, gelernt am Bildpaar selbst</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_sample.py" />
            <source>Upper end of the area's 95 % interval (m²)</source>
            <translation>Oberes Ende des 95-%-Bereichs der Fläche (m²)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_sample.py" />
            <source>User's accuracy of the class (0-1)</source>
            <translation>Nutzergenauigkeit der Klasse (0-1)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_accuracy.py" />
            <source>Value that is change in a reference raster (default: all but 0)</source>
            <translation>Wert, der in einem Referenzraster Änderung ist (Vorgabe: alle außer 0)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/install_runtime.py" />
            <source>Versions installed</source>
            <translation>Installierte Versionen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/report_output.py" />
            <source>Web pages (*.html)</source>
            <translation>Webseiten (*.html)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pretrain_encoder.py" />
            <source>Weight of pushing classes apart (default: the recipe's)</source>
            <translation>Gewicht des Auseinanderrückens der Klassen (Vorgabe: das des Rezepts)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/metric_changes.py" />
            <source>Weights for the features, VGG16 or ResNet (default: random)</source>
            <translation>Gewichte für die Merkmale, VGG16 oder ResNet (Vorgabe: zufällig)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pretrain_encoder.py" />
            <source>Weights to begin with (default: random)</source>
            <translation>Anfangsgewichte (Vorgabe: zufällig)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/train_detector.py" />
            <source>Weights to begin with: a file, the word '{}' for the plugin's own, empty for random</source>
            <translation>Anfangsgewichte: eine Datei, das Wort „{}“ für die mitgelieferten, leer für zufällige</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/train_detector.py" />
            <source>Weights to go on from another time</source>
            <translation>Gewichte, mit denen es ein andermal weitergeht</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pretrain_encoder.py" />
            <source>What is learnt</source>
            <translation>Was gelernt wird</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/sample_points.py" />
            <source>Where the model was trained: no points there</source>
            <translation>Wo das Modell trainiert wurde: dort keine Punkte</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/assess_sample.py" />
            <source>Where the model was trained: points there are refused</source>
            <translation>Wo das Modell trainiert wurde: Punkte dort werden abgelehnt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_algorithm.py" />
            <source>Whether threshold and probability are calibrated (1) or not (0)</source>
            <translation>Ob Schwellenwert und Wahrscheinlichkeit kalibriert sind (1) oder nicht (0)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_parameters.py" />
            <source>Which polygons are labels (default: all)</source>
            <translation>Welche Polygone Labels sind (Vorgabe: alle)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_parameters.py" />
            <source>… or a folder of images</source>
            <translation>… oder ein Ordner mit Bildern</translation>
        </message>
    </context>
    <context>
        <name>RscdProvider</name>
        <message>
            <location filename="../../rscd_plugin/algorithms/provider.py" />
            <source>RSCD change detection</source>
            <translation>RSCD-Veränderungserkennung</translation>
        </message>
    </context>
    <context>
        <name>RunAgainAction</name>
        <message>
            <location filename="../../rscd_plugin/dock/run_again.py" />
            <source>Fill the change detection panel with the layers and settings that made this result</source>
            <translation>Das Bedienfeld mit den Layern und Einstellungen füllen, aus denen dieses Ergebnis entstand</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/run_again.py" />
            <source>Run &amp;again…</source>
            <translation>Noch &amp;einmal ausführen…</translation>
        </message>
    </context>
    <context>
        <name>RunView</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/run_view.py" />
            <source>Cancel selected</source>
            <translation>Gewählten abbrechen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/run_view.py" />
            <source>Clear ended</source>
            <translation>Beendete entfernen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/run_view.py" />
            <source>Progress of the run</source>
            <translation>Fortschritt des Laufs</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/run_view.py" />
            <source>Run</source>
            <translation>Lauf</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/run_view.py" />
            <source>Runs</source>
            <translation>Läufe</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/run_view.py" />
            <source>State</source>
            <translation>Stand</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/run_view.py" />
            <source>Stopping …</source>
            <translation>Wird angehalten …</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/run_view.py" />
            <source>Take the runs that have ended off this list; their results stay</source>
            <translation>Beendete Läufe aus dieser Liste nehmen; ihre Ergebnisse bleiben</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/run_view.py" />
            <source>Take the selected run out of the queue, or stop it</source>
            <translation>Den gewählten Lauf aus der Warteschlange nehmen oder anhalten</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/run_view.py" />
            <source>about {time} left</source>
            <translation>noch etwa {time}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/run_view.py" />
            <source>cancelled</source>
            <translation>abgebrochen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/run_view.py" />
            <source>done in {time}</source>
            <translation>fertig nach {time}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/run_view.py" />
            <source>failed</source>
            <translation>fehlgeschlagen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/run_view.py" />
            <source>on {device}</source>
            <translation>auf {device}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/run_view.py" />
            <source>running</source>
            <translation>läuft</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/run_view.py" />
            <source>stopping</source>
            <translation>hält an</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/find/run_view.py" />
            <source>waiting</source>
            <translation>wartet</translation>
        </message>
    </context>
    <context>
        <name>RuntimeBar</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/runtime_bar.py" />
            <source>Repair …</source>
            <translation>Reparieren …</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/runtime_bar.py" />
            <source>See what would be installed, how large it is and where it goes</source>
            <translation>Ansehen, was installiert würde, wie groß es ist und wohin es kommt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/runtime_bar.py" />
            <source>Set up …</source>
            <translation>Einrichten …</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/runtime_bar.py" />
            <source>Show</source>
            <translation>Anzeigen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/runtime_bar.py" />
            <source>The runtime is being installed: {share} %.</source>
            <translation>Die Laufzeitumgebung wird installiert: {share} %.</translation>
        </message>
    </context>
    <context>
        <name>RuntimeSetup</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/runtime_setup.py" />
            <source>Runtime …</source>
            <translation>Laufzeitumgebung …</translation>
        </message>
    </context>
    <context>
        <name>RuntimeWords</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/words.py" />
            <source>Asking for packages.</source>
            <translation>Pakete werden angefragt.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/words.py" />
            <source>Collecting packages: {package}. So far: {n}.</source>
            <translation>Pakete werden gesammelt: {package}. Bisher: {n}.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/words.py" />
            <source>Downloading {package}: {done} of about {all}. Packages so far: {n}.</source>
            <translation>{package} wird heruntergeladen: {done} von etwa {all}. Pakete bisher: {n}.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/words.py" />
            <source>Installing: {done} of {all} packages.</source>
            <translation>Installiert: {done} von {all} Paketen.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/words.py" />
            <source>Making the folder ready.</source>
            <translation>Der Ordner wird vorbereitet.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/words.py" />
            <source>No NVIDIA GPU with a driver was found, so it would not work here.</source>
            <translation>Es wurde keine NVIDIA-GPU mit Treiber gefunden, also würde es hier nicht funktionieren.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/words.py" />
            <source>The installation of the runtime was stopped before its end.</source>
            <translation>Die Installation der Laufzeitumgebung wurde vor ihrem Ende angehalten.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/words.py" />
            <source>The runtime belongs to another version of the plugin, and must be renewed.</source>
            <translation>Die Laufzeitumgebung gehört zu einer anderen Version der Erweiterung und muss erneuert werden.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/words.py" />
            <source>The runtime can find changes with a model. For this, PyTorch is needed as well.</source>
            <translation>Die Laufzeitumgebung kann Veränderungen mit einem Modell finden. Hierfür wird auch PyTorch gebraucht.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/words.py" />
            <source>The runtime is broken: the Python that it was made from ({base}) was moved or removed.</source>
            <translation>Die Laufzeitumgebung ist beschädigt: Das Python, aus dem sie entstand ({base}), wurde verschoben oder entfernt.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/words.py" />
            <source>The runtime is installed.</source>
            <translation>Die Laufzeitumgebung ist installiert.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/words.py" />
            <source>The runtime is not installed yet. It holds the packages that do the work.</source>
            <translation>Die Laufzeitumgebung ist noch nicht installiert. Sie enthält die Pakete, die die Arbeit machen.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/words.py" />
            <source>There is no GPU build for this kind of computer.</source>
            <translation>Für diese Art von Rechner gibt es keine GPU-Bauart.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/words.py" />
            <source>Trying out what was installed.</source>
            <translation>Was installiert wurde, wird ausprobiert.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/words.py" />
            <source>{name} has driver {driver}; {least} or newer is needed. Renew the driver, then look again.</source>
            <translation>{name} hat den Treiber {driver}; nötig ist {least} oder neuer. Erneuern Sie den Treiber, und sehen Sie dann noch einmal nach.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/words.py" />
            <source>{name} is of a generation that today's packages support no longer.</source>
            <translation>{name} gehört zu einer Generation, die die heutigen Pakete nicht mehr unterstützen.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/words.py" />
            <source>{name} with driver {driver} was found: it will work here.</source>
            <translation>{name} mit Treiber {driver} wurde gefunden: Hier wird es funktionieren.</translation>
        </message>
    </context>
    <context>
        <name>SecondMap</name>
        <message>
            <location filename="../../rscd_plugin/dock/compare/second_map.py" />
            <source>Second map</source>
            <translation>Zweite Karte</translation>
        </message>
    </context>
    <context>
        <name>Section</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
    </context>
    <context>
        <name>SetupDialog</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_dialog.py" />
            <source>&amp;Try out and repair</source>
            <translation>Ausprobieren und &amp;reparieren</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_dialog.py" />
            <source>C&amp;ancel the installation</source>
            <translation>Installation &amp;abbrechen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_dialog.py" />
            <source>Cancelled. Nothing new was installed.</source>
            <translation>Abgebrochen. Es wurde nichts Neues installiert.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_dialog.py" />
            <source>Finding changes needs packages that QGIS does not have. They are put into a folder of their own, outside QGIS and outside the plugin; QGIS's own packages are never touched.</source>
            <translation>Um Veränderungen zu finden, braucht es Pakete, die QGIS nicht hat. Sie kommen in einen eigenen Ordner außerhalb von QGIS und außerhalb der Erweiterung; die Pakete von QGIS selbst werden nie angerührt.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_dialog.py" />
            <source>In&amp;stall</source>
            <translation>In&amp;stallieren</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_dialog.py" />
            <source>Looking for a GPU</source>
            <translation>GPU wird gesucht</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_dialog.py" />
            <source>Set up the runtime</source>
            <translation>Laufzeitumgebung einrichten</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_dialog.py" />
            <source>Setting up the runtime for change detection</source>
            <translation>Laufzeitumgebung der Veränderungserkennung wird eingerichtet</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_dialog.py" />
            <source>The runtime is installed, and it works.</source>
            <translation>Die Laufzeitumgebung ist installiert und funktioniert.</translation>
        </message>
    </context>
    <context>
        <name>SetupForm</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>&amp;CPU: works on every computer</source>
            <translation>&amp;CPU: funktioniert auf jedem Rechner</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>&amp;Find changes with a trained model, or by classic methods</source>
            <translation>Veränderungen mit einem trainierten Modell oder klassischen Verfahren &amp;finden</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>&amp;GPU: much faster, needs an NVIDIA GPU with a recent driver</source>
            <translation>&amp;GPU: viel schneller, braucht eine NVIDIA-GPU mit neuem Treiber</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>&amp;Packages from</source>
            <translation>&amp;Pakete aus</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>A folder of wheels on this computer</source>
            <translation>Einem Ordner mit Wheels auf diesem Rechner</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>About {disk} on the disk.</source>
            <translation>Etwa {disk} auf dem Datenträger.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>About {download} to download, about {disk} on the disk.</source>
            <translation>Etwa {download} herunterzuladen, etwa {disk} auf dem Datenträger.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>All of this is installed already.</source>
            <translation>All das ist schon installiert.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>Choose a folder that holds the packages as .whl files.</source>
            <translation>Wählen Sie einen Ordner, der die Pakete als .whl-Dateien enthält.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>Choose an empty or a new folder</source>
            <translation>Leeren oder neuen Ordner wählen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>Choose the folder with the .whl files</source>
            <translation>Ordner mit den .whl-Dateien wählen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>F&amp;older of wheels</source>
            <translation>Wheel-Or&amp;dner</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>Find changes without training data as &amp;well, and train models (adds PyTorch)</source>
            <translation>Veränderungen auch &amp;ohne Trainingsdaten finden und Modelle trainieren (fügt PyTorch hinzu)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>Install &amp;into</source>
            <translation>Installieren &amp;nach</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>Looking for a GPU …</source>
            <translation>GPU wird gesucht …</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>Measured with all packages on 64-bit Linux. What QGIS has already is not downloaded. pip keeps a copy of downloads in a cache of its own.</source>
            <translation>Gemessen mit allen Paketen unter 64-Bit-Linux. Was QGIS schon hat, wird nicht heruntergeladen. pip behält eine Kopie in einem eigenen Zwischenspeicher.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>The environment variable RSCD_ENVIRONMENT says where.</source>
            <translation>Die Umgebungsvariable RSCD_ENVIRONMENT bestimmt, wohin.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>The internet</source>
            <translation>Dem Internet</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>There is not enough room on the disk: {needed} are needed while installing, {free} are free.</source>
            <translation>Auf dem Datenträger ist nicht genug Platz: {needed} werden beim Installieren gebraucht, {free} sind frei.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>What it is for</source>
            <translation>Wozu sie dient</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>What it runs on</source>
            <translation>Worauf sie läuft</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/setup_form.py" />
            <source>{free} are free there.</source>
            <translation>Dort sind {free} frei.</translation>
        </message>
    </context>
    <context>
        <name>SetupPage</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/setup_page.py" />
            <source>Chan&amp;ge polygons</source>
            <translation>Veränderungs&amp;polygone</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/setup_page.py" />
            <source>S&amp;tart review</source>
            <translation>Prüfung &amp;starten</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/setup_page.py" />
            <source>Step through the polygons of this layer and accept or reject each</source>
            <translation>Die Polygone dieses Layers durchgehen und jedes annehmen oder verwerfen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/setup_page.py" />
            <source>Step through the polygons one by one, with both dates at hand, and accept or reject each. Every decision is saved in the layer at once. Accepted and rejected ones can be exported as labels to train a detector with.</source>
            <translation>Gehen Sie die Polygone einzeln durch, beide Zeitpunkte vor Augen, und nehmen Sie jedes an, oder verwerfen Sie es. Jede Entscheidung wird sofort im Layer gespeichert. Angenommene und verworfene lassen sich als Labels exportieren, um damit einen Detektor zu trainieren.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/setup_page.py" />
            <source>The polygons to review, such as those that Find made</source>
            <translation>Die zu prüfenden Polygone, etwa die von „Finden“</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/setup_page.py" />
            <source>This adds {n} attributes to the data of '{layer}' itself: {names}. Nothing else in it changes.</source>
            <translation>Den Daten von „{layer}“ selbst werden {n} Attribute hinzugefügt: {names}. Sonst ändert sich darin nichts.</translation>
        </message>
    </context>
    <context>
        <name>StatusDialog</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/runtime_setup.py" />
            <source>Runtime of change detection</source>
            <translation>Laufzeitumgebung der Veränderungserkennung</translation>
        </message>
    </context>
    <context>
        <name>StatusPage</name>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>&amp;Copy as text</source>
            <translation>Als Text &amp;kopieren</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>&amp;Delete it</source>
            <translation>&amp;Löschen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>&amp;Repair or change …</source>
            <translation>&amp;Reparieren oder ändern …</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>&amp;Set up …</source>
            <translation>E&amp;inrichten …</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>&amp;Test the devices</source>
            <translation>Geräte &amp;testen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>An installation is going on.</source>
            <translation>Eine Installation läuft gerade.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>Build</source>
            <translation>Bauart</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>Folder of the runtime</source>
            <translation>Ordner der Laufzeitumgebung</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>For a report of a mistake. It names folders of yours; read it before you send it.</source>
            <translation>Für eine Fehlermeldung. Der Text nennt Ordner von Ihnen; lesen Sie ihn, bevor Sie ihn versenden.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GDAL and Python of QGIS</source>
            <translation>GDAL und Python von QGIS</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>Holds</source>
            <translation>Enthält</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>Made from</source>
            <translation>Entstanden aus</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>Open f&amp;older</source>
            <translation>&amp;Ordner öffnen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>Packages</source>
            <translation>Pakete</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>Plugin</source>
            <translation>Erweiterung</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>QGIS</source>
            <translation>QGIS</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>Re&amp;move …</source>
            <translation>Ent&amp;fernen …</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>Removing the runtime of change detection</source>
            <translation>Laufzeitumgebung der Veränderungserkennung wird entfernt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>Run a small model in a worker process on each device</source>
            <translation>Auf jedem Gerät ein kleines Modell in einem Arbeitsprozess ausführen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>State</source>
            <translation>Stand</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>System</source>
            <translation>System</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>Test</source>
            <translation>Test</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>Testing the devices of change detection</source>
            <translation>Geräte der Veränderungserkennung werden getestet</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>Testing …</source>
            <translation>Wird getestet …</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>The folder of the runtime will be deleted, with all that is in it.</source>
            <translation>Der Ordner der Laufzeitumgebung wird gelöscht, mit allem, was darin ist.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>The runtime is installed and does not work. Repair it.</source>
            <translation>Die Laufzeitumgebung ist installiert und funktioniert nicht. Reparieren Sie sie.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>Versions and devices</source>
            <translation>Versionen und Geräte</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>What</source>
            <translation>Was</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>does not work: {says}</source>
            <translation>funktioniert nicht: {says}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>not in this build: {says}</source>
            <translation>nicht in dieser Bauart: {says}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>packages of another version</source>
            <translation>Pakete einer anderen Version</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>works: {says}</source>
            <translation>funktioniert: {says}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>{library} on {device}</source>
            <translation>{library} auf {device}</translation>
        </message>
    </context>
    <context>
        <name>StepPage</name>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>&amp;Note</source>
            <translation>Not&amp;iz</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>Accepted ones</source>
            <translation>Angenommene</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>All</source>
            <translation>Alle</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>By id</source>
            <translation>Nach Nummer</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>CPU</source>
            <translation>CPU</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>Cl&amp;ass</source>
            <translation>&amp;Klasse</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>Edit shape ({key})</source>
            <translation>Form bearbeiten ({key})</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/setup/status_page.py" />
            <source>GPU (and CPU)</source>
            <translation>GPU (und CPU)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>Largest first</source>
            <translation>Größte zuerst</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>Least confident first</source>
            <translation>Unsicherste zuerst</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>Most confident first</source>
            <translation>Sicherste zuerst</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>Open ones</source>
            <translation>Offene</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>Order</source>
            <translation>Reihenfolge</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>Polygon {n} of {total}: {state}</source>
            <translation>Polygon {n} von {total}: {state}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>Reading the order …</source>
            <translation>Die Reihenfolge wird gelesen …</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>Rejected ones</source>
            <translation>Verworfene</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>Review of '{layer}'</source>
            <translation>Prüfung von „{layer}“</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>Reviewed so far</source>
            <translation>Bisher geprüft</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>S&amp;top review</source>
            <translation>&amp;Prüfung beenden</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>Save shape ({key})</source>
            <translation>Form speichern ({key})</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>Show</source>
            <translation>Anzeigen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>Smallest first</source>
            <translation>Kleinste zuerst</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>Stop here; all decisions are saved, and it goes on from them another time</source>
            <translation>Hier aufhören; alle Entscheidungen sind gespeichert, und ein andermal geht es von dort weiter</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>accepted</source>
            <translation>angenommen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>it has no shape</source>
            <translation>es hat keine Form</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>open</source>
            <translation>offen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>rejected</source>
            <translation>verworfen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>score {value}</source>
            <translation>Wert {value}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>the layer is being edited: save the shape first</source>
            <translation>der Layer wird bearbeitet: zuerst die Form speichern</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>{done} of {total} reviewed, {accepted} accepted</source>
            <translation>{done} von {total} geprüft, {accepted} angenommen</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>{state} by {user}, {time}</source>
            <translation>{state} von {user}, {time}</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/step_page.py" />
            <source>{value} m²</source>
            <translation>{value} m²</translation>
        </message>
    </context>
    <context>
        <name>_Loop</name>
        <message>
            <location filename="../../rscd_plugin/runtime/warm_worker.py" />
            <source>The plugin made a mistake ({reason}). Please report it.</source>
            <translation>Die Erweiterung hat einen Fehler gemacht ({reason}). Bitte melden Sie ihn.</translation>
        </message>
    </context>
    <context>
        <name>_Question</name>
        <message>
            <location filename="../../rscd_plugin/dock/review/setup_page.py" />
            <source>Add &amp;and start</source>
            <translation>Hin&amp;zufügen und starten</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/setup_page.py" />
            <source>Save a cop&amp;y to review</source>
            <translation>&amp;Kopie zum Prüfen speichern</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/review/setup_page.py" />
            <source>Save the polygons to a new GeoPackage, load it, and review that; the layer stays as it is</source>
            <translation>Die Polygone in ein neues GeoPackage speichern, es laden und dieses prüfen; der Layer bleibt, wie er ist</translation>
        </message>
    </context>
</TS>
