package com.orocloud.notification;

/**
 * What one person gets, ready to send. It may hold an approval link, so it exists only until it is delivered or given
 * up, and never shows itself.
 *
 * @param html the same words as {@code text}
 */
record Letter(String to, String name, String subject, String text, String html) {

    @Override
    public String toString() {
        return "a letter of " + text.length() + " characters";
    }
}
