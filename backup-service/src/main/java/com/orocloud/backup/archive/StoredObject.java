package com.orocloud.backup.archive;

/**
 * A sealed part as it stands in the store.
 *
 * @param bytes size as stored: compressed and encrypted
 * @param sha256 of what is stored, in hexadecimal
 */
public record StoredObject(Part part, String uri, long bytes, String sha256) {}
