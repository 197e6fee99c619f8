package dev.sluice.ingest.template;

import dev.sluice.ingest.template.TemplateValue.Entries;

/// One resource of a template, of a type a node knows.
///
/// @param place of its properties
/// @param properties with what `Globals` says merged in
/// @param sluice what `Metadata: Sluice:` says: settings that Lambda does not have
record Resource(
    String logicalId, ResourceType type, Place place, Entries properties, Entries sluice) {}
