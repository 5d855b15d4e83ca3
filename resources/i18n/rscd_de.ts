<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
    <context>
        <name>ChangeDock</name>
        <message>
            <location filename="../../rscd_plugin/dock/change_dock.py" />
            <source>Change detection</source>
            <translation>Veränderungserkennung</translation>
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
            <source>Open the change detection panel</source>
            <translation>Das Bedienfeld zur Veränderungserkennung öffnen</translation>
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
            <source>Open the user guide where it tells of this tab</source>
            <translation>Das Handbuch dort öffnen, wo es von diesem Reiter handelt</translation>
        </message>
    </context>
    <context>
        <name>PreviewControls</name>
        <message>
            <location filename="../../rscd_plugin/dock/preview/controls.py" />
            <source>F&amp;ollow the map</source>
            <translation>Der Karte &amp;folgen</translation>
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
            <source>Pre&amp;view</source>
            <translation>Vors&amp;chau</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/preview/controls.py" />
            <source>Preview</source>
            <translation>Vorschau</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/preview/controls.py" />
            <source>Preview at {size:.3g} m a pixel, made in {seconds:.1f} s.</source>
            <translation>Vorschau mit {size:.3g} m je Pixel, in {seconds:.1f} s erstellt.</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/dock/preview/controls.py" />
            <source>Preview made in {seconds:.1f} s.</source>
            <translation>Vorschau in {seconds:.1f} s erstellt.</translation>
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
            <source>The model wants {wanted:.3g} m: zoom in to see what Run would find.</source>
            <translation>Das Modell möchte {wanted:.3g} m: Zoomen Sie hinein, um zu sehen, was „Starten“ fände.</translation>
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
        <name>RscdAlgorithm</name>
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
            <location filename="../../rscd_plugin/algorithms/base.py" />
            <source>Change detection</source>
            <translation>Veränderungserkennung</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_outputs.py" />
            <source>Change mask</source>
            <translation>Veränderungsmaske</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_outputs.py" />
            <source>Change polygons</source>
            <translation>Veränderungspolygone</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_outputs.py" />
            <source>Change probability</source>
            <translation>Veränderungswahrscheinlichkeit</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_outputs.py" />
            <source>Changed area (m²)</source>
            <translation>Veränderte Fläche (m²)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_outputs.py" />
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
            <location filename="../../rscd_plugin/algorithms/pair_parameters.py" />
            <source>Co-registration: how post is moved onto pre</source>
            <translation>Koregistrierung: wie das Nachher-Bild auf das Vorher-Bild verschoben wird</translation>
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
            <location filename="../../rscd_plugin/algorithms/pair_parameters.py" />
            <source>Extent (default: all of pre)</source>
            <translation>Ausdehnung (Vorgabe: das ganze Vorher-Bild)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/learning_algorithm.py" />
            <source>F1 on ground kept apart</source>
            <translation>F1 auf zurückgehaltenen Flächen</translation>
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
            <translation>Verfahren</translation>
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
            <location filename="../../rscd_plugin/algorithms/train_detector.py" />
            <source>ONNX models (*.onnx)</source>
            <translation>ONNX-Modelle (*.onnx)</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/metric_changes.py" />
            <source>Optimise the features on the pair too (not in fast)</source>
            <translation>Auch die Merkmale am Bildpaar optimieren (nicht bei fast)</translation>
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
            <location filename="../../rscd_plugin/algorithms/pretrain_encoder.py" />
            <source>Points of each class in a square</source>
            <translation>Punkte je Klasse in einem Quadrat</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pair_parameters.py" />
            <source>Polygons to leave out, such as clouds</source>
            <translation>Polygone, die ausgelassen werden, etwa Wolken</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pair_parameters.py" />
            <source>Post: the later date</source>
            <translation>Nachher (Post): der spätere Zeitpunkt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/pair_parameters.py" />
            <source>Pre: the earlier date</source>
            <translation>Vorher (Pre): der frühere Zeitpunkt</translation>
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
            <location filename="../../rscd_plugin/algorithms/pretrain_encoder.py" />
            <source>Recipe of SaDL</source>
            <translation>Rezept für SaDL</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/report_output.py" />
            <source>Report</source>
            <translation>Bericht</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/classic_changes.py" />
            <location filename="../../rscd_plugin/algorithms/learning_parameters.py" />
            <location filename="../../rscd_plugin/algorithms/metric_changes.py" />
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
            <location filename="../../rscd_plugin/algorithms/learning_parameters.py" />
            <source>Side of the squares that are learnt from, in pixels</source>
            <translation>Seitenlänge der Quadrate, aus denen gelernt wird, in Pixeln</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/classic_changes.py" />
            <location filename="../../rscd_plugin/algorithms/detect_changes.py" />
            <location filename="../../rscd_plugin/algorithms/metric_changes.py" />
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
            <location filename="../../rscd_plugin/algorithms/learning_algorithm.py" />
            <source>Threshold that the model carries</source>
            <translation>Schwellenwert, den das Modell mitführt</translation>
        </message>
        <message>
            <location filename="../../rscd_plugin/algorithms/change_outputs.py" />
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
        <name>_Loop</name>
        <message>
            <location filename="../../rscd_plugin/runtime/warm_worker.py" />
            <source>The plugin made a mistake ({reason}). Please report it.</source>
            <translation>Die Erweiterung hat einen Fehler gemacht ({reason}). Bitte melden Sie ihn.</translation>
        </message>
    </context>
</TS>
