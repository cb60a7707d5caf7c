"""The words of django-allauth on pages and in mails of this platform.

allauth brings German, French and English, but no Luxembourgish; named here, all its words get into our catalogues.
"""

from django.utils.translation import gettext_noop as word

WORDS = (
    word("A new security key has been added."),
    word("A new set of Two-Factor Authentication recovery codes has been generated."),
    word("A new set of recovery codes has been generated."),
    word("A security key has been removed."),
    word("A third-party account from %(provider)s has been connected to your account."),
    word("A third-party account from %(provider)s has been disconnected from your account."),
    word("A user is already registered with this email address."),
    word("Account Already Exists"),
    word("Account Connections"),
    word("Account Inactive"),
    word("Activate"),
    word("Activate Authenticator App"),
    word("Add"),
    word("Add Security Key"),
    word("Add a Third-Party Account"),
    word("Alternative options"),
    word(
        "An account already exists with this email address. Please sign in to that account first, then "
        "connect your %s account."
    ),
    word("An error occurred while attempting to login via your third-party account."),
    word("Are you sure you want to remove this security key?"),
    word("Are you sure you want to sign out?"),
    word("Are you sure?"),
    word("Authenticator App"),
    word("Authenticator App Activated"),
    word("Authenticator App Deactivated"),
    word("Authenticator app activated."),
    word("Authenticator app deactivated."),
    word("Authenticator code"),
    word("Authenticator secret"),
    word("Backup key"),
    word("Bad Token"),
    word("Be patient, you are sending too many requests."),
    word("Cancel"),
    word("Change Password"),
    word("Code"),
    word("Confirm"),
    word("Confirm Access"),
    word("Confirm Email Address"),
    word("Confirmation email sent to %(email)s."),
    word("Connect %(provider)s"),
    word("Continue"),
    word("Current Password"),
    word("Deactivate"),
    word("Deactivate Authenticator App"),
    word("Edit Security Key"),
    word("Email"),
    word("Email (again)"),
    word("Email (optional)"),
    word("Email Changed"),
    word("Email Confirmation"),
    word("Email Removed"),
    word("Email address"),
    word("Email address %(deleted_email)s has been removed from your account."),
    word("Email address confirmation"),
    word(
        "Enabling passwordless operation allows you to sign in using just this key, but imposes "
        "additional requirements such as biometrics or PIN protection."
    ),
    word("Enter an authenticator code:"),
    word("Enter your password:"),
    word("Forgot your password?"),
    word(
        "Forgotten your password? Enter your email address below, and we'll send you an email allowing you to reset it."
    ),
    word("Generate"),
    word("Hello from %(site_name)s!"),
    word(
        "If you do not recognize this change then please take proper security precautions immediately. "
        "The change to your account originates from:\n\n- IP address: %(ip)s\n- Browser: %(user_agent)s\n- "
        "Date: %(timestamp)s"
    ),
    word("Incorrect code."),
    word("Incorrect password."),
    word("Invalid login."),
    word("Invalid or expired key."),
    word("Invalid token."),
    word("Key nr. {number}"),
    word("Login Cancelled"),
    word("Master key"),
    word("New Password"),
    word("New Password (again)"),
    word("New Recovery Codes Generated"),
    word("Note"),
    word("Password"),
    word("Password (again)"),
    word("Password Changed"),
    word("Password Reset"),
    word("Password Reset Email"),
    word("Password Set"),
    word("Password successfully changed."),
    word("Password successfully set."),
    word("Passwordless"),
    word("Please Confirm Your Email Address"),
    word('Please confirm that <a href="mailto:%(email)s">%(email)s</a> is an email address for user %(user_display)s.'),
    word("Please contact us if you have any trouble resetting your password."),
    word("Please reauthenticate to safeguard your account."),
    word("Please select only one."),
    word("Please type your current password."),
    word("Primary email address set."),
    word("Recovery Codes"),
    word("Recovery codes"),
    word("Remember Me"),
    word("Remove"),
    word("Remove Security Key"),
    word("Removed email address %(email)s."),
    word("Request new code"),
    word("Reset My Password"),
    word("Save"),
    word("Save them  in a secure location now — they won't be shown again."),
    word("Security Key Added"),
    word("Security Key Removed"),
    word("Security Keys"),
    word("Security key added."),
    word("Security key removed."),
    word("Set Password"),
    word("Sign In"),
    word("Sign In Via %(provider)s"),
    word("Sign Out"),
    word("Successfully signed in as %(name)s."),
    word("TOTP Authenticator"),
    word("Thank you for using %(site_name)s!\n%(site_domain)s"),
    word("The email address and/or password you specified are not correct."),
    word("The email address is not assigned to any user account."),
    word("The new value must be different from the current one."),
    word(
        "The password reset link was invalid, possibly because it has already been used.  Please request "
        'a <a href="%(passwd_reset_url)s">new password reset</a>.'
    ),
    word("The password reset token was invalid."),
    word("The third-party account has been connected."),
    word("The third-party account has been disconnected."),
    word("The third-party account is already connected to a different account."),
    word("Third-Party Account Connected"),
    word("Third-Party Account Disconnected"),
    word("Third-Party Login Failure"),
    word("This account is currently inactive."),
    word("This account is inactive."),
    word("This action will invalidate your existing codes."),
    word("This email address is already associated with this account."),
    word(
        'This email confirmation link expired or is invalid. Please <a href="%(email_url)s">issue a new '
        "email confirmation request</a>."
    ),
    word("This functionality requires JavaScript."),
    word("This mail can be safely ignored if you did not initiate this action."),
    word("To confirm this is correct, go to %(activate_url)s"),
    word(
        "To protect your account with two-factor authentication, scan the QR code below with your "
        "authenticator app. Then, input the verification code generated by the app below."
    ),
    word("Too many failed login attempts. Try again later."),
    word("Two-Factor Authentication"),
    word("Unable to confirm %(email)s because it is already confirmed by a different account."),
    word("Unknown Account"),
    word("Use a security key"),
    word("Use authenticator app or code"),
    word("Use your password"),
    word(
        "We have sent you an email. If you have not received it please check your spam folder. Otherwise "
        "contact us if you do not receive it in a few minutes."
    ),
    word("We've sent a code to %(recipient)s. The code expires shortly, so please enter it soon."),
    word("WebAuthn"),
    word("You are about to connect a new third-party account from %(provider)s."),
    word("You are about to deactivate authenticator app based authentication. Are you sure?"),
    word("You are about to generate a new set of recovery codes for your account."),
    word("You are about to sign in using a third-party account from %(provider)s."),
    word("You are already logged in as %(user_display)s."),
    word(
        "You are receiving this email because you, or someone else, tried to access an account with "
        "email %(email)s. However, we do not have any record of such an account in our database."
    ),
    word("You are receiving this mail because the following change was made to your account:"),
    word("You can sign in to your account using any of the following third-party accounts:"),
    word("You can store this secret and use it to reinstall your authenticator app at a later time."),
    word("You cannot activate two-factor authentication until you have verified your email address."),
    word("You cannot add an email address to an account protected by two-factor authentication."),
    word("You cannot add more than %d email addresses."),
    word("You cannot deactivate two-factor authentication."),
    word("You cannot disconnect your last remaining third-party account."),
    word("You cannot generate recovery codes without having two-factor authentication enabled."),
    word("You cannot remove your primary email address (%(email)s)."),
    word("You cannot remove your primary email address."),
    word("You currently have no third-party accounts connected to this account."),
    word(
        "You decided to cancel logging in to our site using one of your existing accounts. If this was a "
        'mistake, please proceed to <a href="%(login_url)s">sign in</a>.'
    ),
    word("You have confirmed %(email)s."),
    word("You have signed out."),
    word("You must type the same email each time."),
    word("You must type the same password each time."),
    word(
        "You're receiving this email because user %(user_display)s has given your email address to "
        "register an account on %(site_domain)s."
    ),
    word(
        "You're receiving this email because you or someone else has requested a password reset for your "
        "user account.\nIt can be safely ignored if you did not request a password reset. Click the link "
        "below to reset your password."
    ),
    word("Your account has no password set up."),
    word("Your account has no verified email address."),
    word("Your account is protected by two-factor authentication. Please enter an authenticator code:"),
    word("Your email has been changed from %(from_email)s to %(to_email)s."),
    word("Your email has been confirmed."),
    word("Your email verification code is listed below. Please enter it in your open browser window."),
    word("Your password has been changed."),
    word("Your password has been reset."),
    word("Your password has been set."),
    word("Your password is now changed."),
    word("Your primary email address must be verified."),
)
