<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.16-Białowieża" styleCategories="Symbology">
  <pipe-data-defined-properties>
    <Option type="Map">
      <Option value="" name="name" type="QString"/>
      <Option name="properties"/>
      <Option value="collection" name="type" type="QString"/>
    </Option>
  </pipe-data-defined-properties>
  <pipe>
    <provider>
      <resampling enabled="false" zoomedOutResamplingMethod="nearestNeighbour" zoomedInResamplingMethod="nearestNeighbour" maxOversampling="2"/>
    </provider>
    <rasterrenderer nodataColor="" classificationMin="0" classificationMax="1" type="singlebandpseudocolor" opacity="1" alphaBand="-1" band="1">
      <minMaxOrigin>
        <limits>None</limits>
        <extent>WholeRaster</extent>
        <statAccuracy>Estimated</statAccuracy>
        <cumulativeCutLower>0.02</cumulativeCutLower>
        <cumulativeCutUpper>0.98</cumulativeCutUpper>
        <stdDevFactor>2</stdDevFactor>
      </minMaxOrigin>
      <rastershader>
        <colorrampshader clip="0" colorRampType="INTERPOLATED" minimumValue="0" labelPrecision="6" maximumValue="1" classificationMode="1">
          <item alpha="0" value="0" color="#ffffb2" label="0 %"/>
          <item alpha="0" value="0.2" color="#ffffb2" label="20 %"/>
          <item alpha="60" value="0.35" color="#fecc5c" label="35 %"/>
          <item alpha="120" value="0.5" color="#fd8d3c" label="50 %"/>
          <item alpha="155" value="0.75" color="#f03b20" label="75 %"/>
          <item alpha="175" value="1" color="#bd0026" label="100 %"/>
          <rampLegendSettings orientation="2" minimumLabel="" prefix="" suffix="" direction="0" maximumLabel="" useContinuousLegend="1">
            <numericFormat id="percentage">
              <Option type="Map">
                <Option value="" name="decimal_separator" type="QChar"/>
                <Option value="0" name="decimals" type="int"/>
                <Option value="1" name="input_values" type="int"/>
                <Option value="0" name="rounding_type" type="int"/>
                <Option value="false" name="show_plus" type="bool"/>
                <Option value="true" name="show_thousand_separator" type="bool"/>
                <Option value="false" name="show_trailing_zeros" type="bool"/>
                <Option value="" name="thousand_separator" type="QChar"/>
              </Option>
            </numericFormat>
          </rampLegendSettings>
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
    <brightnesscontrast contrast="0" gamma="1" brightness="0"/>
    <huesaturation colorizeGreen="128" colorizeBlue="128" grayscaleMode="0" colorizeRed="255" colorizeOn="0" invertColors="0" colorizeStrength="100" saturation="0"/>
    <rasterresampler maxOversampling="2"/>
    <resamplingStage>resamplingFilter</resamplingStage>
  </pipe>
  <blendMode>0</blendMode>
</qgis>
