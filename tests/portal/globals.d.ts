/** The script that the portal gives to the frames of the tests. */
declare const BX24: any;
