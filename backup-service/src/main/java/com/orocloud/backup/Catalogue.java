package com.orocloud.backup;

import org.springframework.stereotype.Component;

/** What is protected and what there is to restore it from, for work that looks at both. */
@Component
record Catalogue(Environments environments, Backups backups, Workshop workshop) {}
